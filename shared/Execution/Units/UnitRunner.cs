using System.Diagnostics;
using Serverless.Execution.Failures;
using Serverless.Execution.Records;
using Serverless.Execution.Results;
using Serverless.Graph.Documents;
using Serverless.Planning;

namespace Serverless.Execution.Units;

/// <summary>
/// Runs one unit: looks into the ledger first, notes that an attempt starts, runs the tasks that are missing, stores their results in one blob and records
/// the range. Long units record what they have every few seconds, so that a crash loses little.
/// </summary>
public sealed class UnitRunner(TenantStores stores, ExecutionOptions options)
{
    private readonly Random _random = new(options.Seed);

    /// <summary>
    /// Runs a unit. User errors are retried as the policy says and come back as an outcome; what the platform throws (storage that does not answer, a full
    /// disk) is thrown: the attempt is lost then, and its block makes another.
    /// </summary>
    /// <param name="unit">What to run.</param>
    /// <param name="cancel">Cancelled when the job is to stop: what is finished by then is recorded.</param>
    /// <param name="stop">Cancelled when the host stops: the attempt is lost, what was recorded stays.</param>
    public async Task<UnitOutcome> RunAsync(UnitAssignment unit, CancellationToken cancel, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var pipeline = unit.Pipeline;
        var wanted = new RangeSet([unit.PlanUnit.Tasks]);
        var recorded = await StoredResults.OpenAsync(stores.Blobs, stores.Ledger, pipeline.Title, pipeline.Token, stop);
        var missing = wanted.Except(recorded.Recorded());
        var found = wanted.Except(missing).Ranges.Sum(pipeline.ElementsIn);
        if (missing.IsEmpty)
        {
            // A process may have died between its record and the note that its attempt ended.
            await stores.Attempts.EndAsync(unit.Job, unit.Plan.Stage, unit.Unit, stop);
            return new UnitOutcome { End = UnitEnd.Done, Found = found, Seconds = clock.Elapsed.TotalSeconds };
        }

        await stores.Attempts.StartAsync(
            unit.Job,
            new AttemptRecord(unit.Plan.Stage, unit.Unit, unit.Attempt, Environment.ProcessId, Environment.MachineName, options.Time.GetUtcNow(), $"{pipeline.Title}[{unit.PlanUnit.Tasks}]"),
            stop);
        var progress = new UnitOutcome { End = UnitEnd.Done, Found = found };
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        var scratch = Path.Combine(options.ScratchFolder, Guid.NewGuid().ToString("N"));
        try
        {
            await using var program = await new ProgramFactory(stores, options, unit, scratch).CreateAsync(both.Token);
            foreach (var range in missing.Ranges)
            {
                progress = await RunRangeAsync(unit, program, range, scratch, progress, both.Token, stop);
                if (progress.End != UnitEnd.Done) break;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            progress = progress with { End = UnitEnd.Cancelled };
        }
        catch (ProgramException e)
        {
            progress = progress with { End = UnitEnd.Failed, Failure = Failure(unit, missing.Ranges[0].First, e.InnerException!, 1, [], e.Inputs) };
        }
        finally
        {
            if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
        }
        await stores.Attempts.EndAsync(unit.Job, unit.Plan.Stage, unit.Unit, stop);
        return progress with { Seconds = clock.Elapsed.TotalSeconds };
    }

    private async Task<UnitOutcome> RunRangeAsync(
        UnitAssignment unit, ITaskProgram program, IndexRange range, string scratch, UnitOutcome progress, CancellationToken cancel, CancellationToken stop)
    {
        var context = new RunContext(unit.Pipeline.Token, unit.Pipeline.Count, unit.Semaphores);
        var policy = unit.Document.PolicyOf(unit.Document.Nodes[new NodeId(unit.Pipeline.Node)]);
        var batch = new RangeBatch(stores, unit, scratch, range.First);
        try
        {
            for (var index = range.First; index <= range.Last; index++)
            {
                cancel.ThrowIfCancellationRequested();
                for (var attempt = 1; ; attempt++)
                {
                    context.Begin(index, attempt);
                    if (!unit.IsAdmitted()) throw new OperationCanceledException("A lease was lost.");
                    try
                    {
                        batch.Add(await program.RunAsync(index, batch.Parts, context, cancel));
                        break;
                    }
                    catch (Exception e) when (!cancel.IsCancellationRequested && !PlatformFault.Is(e))
                    {
                        if (TaskRetries.DelayAfter(policy.Retries, attempt, _random.NextDouble()) is { } delay && e is not IUnretriable)
                        {
                            await Task.Delay(delay, options.Time, cancel);
                            continue;
                        }
                        progress = await batch.CommitAsync(progress, stop);
                        return progress with { End = UnitEnd.Failed, Failure = Failure(unit, index, e, attempt, context.Lines, program.InputsOf(index)) };
                    }
                }
                if (batch.IsDue(options.RecordEvery) && index < range.Last)
                {
                    progress = await batch.CommitAsync(progress, stop);
                    batch.Dispose();
                    batch = new RangeBatch(stores, unit, scratch, index + 1);
                }
            }
            return await batch.CommitAsync(progress, stop);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Cancelled, not stopped: what is finished is worth keeping.
            return await batch.CommitAsync(progress, stop) with { End = UnitEnd.Cancelled };
        }
        finally
        {
            batch.Dispose();
        }
    }

    private static TaskFailure Failure(UnitAssignment unit, long index, Exception error, int attempts, IReadOnlyList<string> log, IReadOnlyList<string> inputs)
    {
        var nodes = unit.Pipeline.NodesOf(index).Where(n => unit.Document.Binding(new NodeId(n)).Function is not null).ToList();
        var task = unit.Pipeline.KeyOf(index);
        return new TaskFailure
        {
            Kind = PlatformFault.KindOf(error),
            Task = task,
            Function = string.Join(" + ", nodes.Select(n => $"{unit.Document.Binding(new NodeId(n)).Function} (node '{n}')")) is { Length: > 0 } functions ? functions : "the platform",
            Attempts = attempts,
            Worker = $"{Environment.MachineName}, process {Environment.ProcessId}",
            Inputs = inputs,
            Errors = ErrorDetails.Chain(error),
            Log = log,
            Rerun = $"serverless rerun {unit.Job} {task}",
        };
    }
}
