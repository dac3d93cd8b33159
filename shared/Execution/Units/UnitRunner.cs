using System.Diagnostics;
using System.Text;
using Serverless.Execution.Admission;
using Serverless.Execution.Assignments;
using Serverless.Execution.Failures;
using Serverless.Execution.Observing;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values.Blobs;
using Serverless.Graph.Values;
using Serverless.Jobs;
using Serverless.Planning;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Records;
using Serverless.Store.Results;

namespace Serverless.Execution.Units;

/// <summary>
/// Runs one unit: looks into the ledger first, waits for room, notes that an attempt starts, runs the tasks that are missing, stores their results in one
/// blob and records the range. Long units record what they have every few seconds, so that a crash loses little. A unit whose process died goes to a
/// process of its own.
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
        // What the plan saw is not in it. Since then it was this unit that recorded, or another job that cut the node alike.
        var recorded = await StoredResults.OpenOnwardAsync(stores, pipeline.Title, pipeline.Token, unit.PlanUnit.Tasks, unit.Plan.EpochOf(pipeline.Token), stop);
        var missing = wanted.Except(recorded.Recorded());
        var progress = FoundOf(unit, recorded, wanted.Except(missing));
        if (missing.IsEmpty)
        {
            // A process may have died between its record and the note that its attempt ended.
            if (options.Marker is null) await stores.Attempts.EndAsync(unit.Job, unit.Plan.Stage, unit.Unit, unit.IsSpeculative, stop);
        }
        else
        {
            progress = options.Marker is null ? await AttemptAsync(unit, missing, progress, cancel, stop) : await RunAllAsync(unit, missing, progress, cancel, stop);
        }
        return progress with { Seconds = (clock.Elapsed - progress.Waited).TotalSeconds };
    }

    private async Task<UnitOutcome> AttemptAsync(UnitAssignment unit, RangeSet missing, UnitOutcome progress, CancellationToken cancel, CancellationToken stop)
    {
        var demand = UnitDemand.Of(unit, options);
        var waiting = Stopwatch.StartNew();
        var room = await EnterAsync(demand, cancel, stop);
        progress = progress with { Waited = waiting.Elapsed };
        ExecutionInstruments.AdmissionWait.Record(progress.Waited.TotalSeconds);
        if (room is not null) UnitLines.Admitted(options.Log, unit.Unit, unit.Plan.Stage, room.Bytes, progress.Waited.TotalSeconds);
        if (room is null) return progress with { End = UnitEnd.Cancelled };
        var attempt = new AttemptRecord(
            unit.Plan.Stage, unit.Unit, unit.Attempt, Environment.ProcessId, Environment.MachineName, options.Time.GetUtcNow(), $"{unit.Pipeline.Title}[{unit.PlanUnit.Tasks}]")
        {
            Incarnation = options.Incarnation,
            IsSpeculative = unit.IsSpeculative,
        };
        try
        {
            attempt = await stores.Attempts.StartAsync(unit.Job, attempt, QuarantineRunner.CanIsolate(unit, options), stop);
            var suspect = attempt.Deaths == 0 ? null : new QuarantineRunner(stores, options, unit, attempt);
            // Its process died; whether of this unit, the first run will show, alone.
            if (suspect is not null && unit.IsSpeculative)
            {
                progress = progress with { End = UnitEnd.Cancelled };
            }
            else if (suspect is { MayRunHere: false })
            {
                room.Dispose();
                room = null;
                progress = await suspect.RunAsync(demand, progress, cancel, stop);
            }
            else
            {
                if (room.IsOvercommit) await UnitEvents.OvercommitAsync(stores, options, unit, room, null, stop);
                var granted = Math.Min(options.TableMemoryBytes, Math.Max(room.Bytes, LeastTableBytes));
                await using (new UnresponsiveAttemptMonitor(stores.Attempts, unit.Job, attempt, options.Time, cancel))
                {
                    progress = await RunAllAsync(unit with { TableMemoryBytes = granted }, missing, progress, cancel, stop);
                }
                room.Dispose();
                progress = progress with { PeakBytes = room.PeakBytes };
                if (room.PeakBytes is { } most) ExecutionInstruments.PeakMemory.Record(most);
                if (room.PeakBytes is { } peak && UnitEvents.IsFarOver(peak, room.Bytes)) await UnitEvents.OvercommitAsync(stores, options, unit, room, peak, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host stops in peace: no process died of this unit. The host's storage still works, and its own token is over.
            await stores.Attempts.EndAsync(unit.Job, unit.Plan.Stage, unit.Unit, unit.IsSpeculative, CancellationToken.None);
            throw;
        }
        finally
        {
            room?.Dispose();
        }
        await stores.Attempts.EndAsync(unit.Job, unit.Plan.Stage, unit.Unit, unit.IsSpeculative, stop);
        return progress;
    }

    // DuckDB works with 16 MiB and is happy with 64.
    private const long LeastTableBytes = 64L << 20;

    // Null when the job is to stop.
    private async Task<UnitAdmission?> EnterAsync(UnitDemand demand, CancellationToken cancel, CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        try
        {
            return await options.AdmissionController.EnterAsync(demand.Processors, demand.Bytes, both.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }

    // What a first run of the same unit recorded is this attempt's, and not found.
    private static UnitOutcome FoundOf(UnitAssignment unit, StoredResults recorded, RangeSet found)
    {
        var progress = new UnitOutcome { End = UnitEnd.Done, Found = found.Ranges.Sum(unit.Pipeline.ElementsIn) };
        if (!unit.IsSpeculative) return progress;
        var records = recorded.Records.Where(r => r.Job == unit.Job).ToList();
        var own = new RangeSet(records.Select(r => new IndexRange(r.First, r.Last))).Intersect(found).Ranges.Sum(unit.Pipeline.ElementsIn);
        var (rows, bytes) = SizeOf(records, found);
        return progress with { Tasks = own, Found = progress.Found - own, Rows = rows, Bytes = bytes };
    }

    // As far as records know: of those that reach beyond it they do not tell the share, and large values are not in them.
    private static (long Rows, long Bytes) SizeOf(IEnumerable<LedgerRecord> records, RangeSet within)
    {
        var inside = records.Where(r => within.Ranges.Any(w => w.First <= r.First && r.Last <= w.Last)).ToList();
        return (inside.Sum(r => r.Rows), inside.Sum(r => r.Bytes));
    }

    // Somebody who ran the same tasks may have recorded fewer of them under the same first index: then the rest is still missing.
    private async Task<UnitOutcome> RunAllAsync(UnitAssignment unit, RangeSet missing, UnitOutcome progress, CancellationToken cancel, CancellationToken stop)
    {
        // One for all passes: each stores what the unit said so far.
        var log = new UnitLog();
        while (true)
        {
            var before = progress;
            progress = await RunHereAsync(unit, missing, log, before with { IsContested = false }, cancel, stop);
            if (progress is not { End: UnitEnd.Done, IsContested: true }) return progress;
            var recorded = await StoredResults.OpenAsync(stores, unit.Pipeline.Title, unit.Pipeline.Token, stop);
            var rest = new RangeSet([unit.PlanUnit.Tasks]).Except(recorded.Recorded());
            if (rest.IsEmpty) return progress;
            // What runs again counts then, and only then.
            var (rows, bytes) = SizeOf(recorded.Records, missing);
            progress = progress with { Tasks = progress.Tasks - rest.Intersect(missing).Ranges.Sum(unit.Pipeline.ElementsIn), Rows = before.Rows + rows, Bytes = before.Bytes + bytes };
            missing = rest;
        }
    }

    private async Task<UnitOutcome> RunHereAsync(UnitAssignment unit, RangeSet missing, UnitLog log, UnitOutcome progress, CancellationToken cancel, CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        var scratch = Path.Combine(options.ScratchFolder, Guid.NewGuid().ToString("N"));
        var teller = new ProgressTeller(stores, options, unit, stop);
        var context = new TaskExecutionContext(unit.Pipeline.Node, unit.Pipeline.Token, unit.Pipeline.Count, log, unit.Semaphores) { Scratch = scratch, Permissions = options.Permissions, Time = options.Time, Teller = teller };
        var policy = unit.Document.PolicyOf(unit.Document.Nodes[new NodeId(unit.Pipeline.Node)]);
        try
        {
            var streams = new UnitStreams();
            await using var program = await new ProgramFactory(stores, options, unit, streams, scratch).CreateAsync(both.Token);
            var ranges = new RangeRunner(stores, options, unit, policy, context, streams, _random);
            foreach (var range in missing.Ranges)
            {
                progress = await ranges.RunAsync(program, range, scratch, progress, both.Token, stop);
                if (progress.End != UnitEnd.Done) break;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            progress = progress with { End = UnitEnd.Cancelled };
        }
        catch (ProgramException e)
        {
            var failure = new UnitFailures(unit, options).OfError(missing.Ranges[0].First, e.InnerException!, 1, [], e.Inputs);
            progress = progress with { End = UnitEnd.Failed, Failure = failure };
        }
        finally
        {
            if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
            await teller.EndAsync();
        }
        if (!log.IsEmpty && !unit.Superseded.IsCancellationRequested) await stores.Jobs.PutBytesAsync(unit.Job, JobBlobs.LogOf(unit.Plan.Stage, unit.Unit), Encoding.UTF8.GetBytes(log.Text()), stop);
        return progress;
    }
}
