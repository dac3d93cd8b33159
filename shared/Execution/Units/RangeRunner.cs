using Serverless.Datasets;
using Serverless.Execution.Assignments;
using Serverless.Execution.Failures;
using Serverless.Execution.Observing;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values.Blobs;
using Serverless.Graph.Policies;
using Serverless.Jobs;
using Serverless.Planning;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Failures;
using Serverless.Tables.Errors;

namespace Serverless.Execution.Units;

/// <summary>Runs the tasks of one missing range, one after the other, with their retries; records what it has every few seconds.</summary>
internal sealed class RangeRunner(TenantStores stores, ExecutionOptions options, UnitAssignment unit, EffectivePolicy policy, TaskExecutionContext context, UnitStreams streams, Random random)
{
    // What a server asks for keeps a slot waiting: not for ever.
    private static readonly TimeSpan MaxWanted = TimeSpan.FromMinutes(5);

    private readonly UnitFailures _failures = new(unit, options);
    private readonly long _started = options.Time.GetTimestamp();
    private bool _hasRun;
    private int _said;

    /// <param name="program">The unit's.</param>
    /// <param name="range">The tasks.</param>
    /// <param name="scratch">The unit's folder.</param>
    /// <param name="progress">What the unit has so far.</param>
    /// <param name="cancel">Ends the range; what is finished is recorded, unless the host stops.</param>
    /// <param name="stop">The host stops: nothing more is written.</param>
    public async Task<UnitOutcome> RunAsync(ITaskProgram program, IndexRange range, string scratch, UnitOutcome progress, CancellationToken cancel, CancellationToken stop)
    {
        var batch = new RangeBatch(stores, options, unit, streams, scratch, range.First);
        try
        {
            for (var index = range.First; index <= range.Last; index++)
            {
                cancel.ThrowIfCancellationRequested();
                // Behind a task, so that each attempt gets at least one further.
                if (_hasRun && unit.Budget is { } budget && options.Time.GetElapsedTime(_started) > budget)
                    return await batch.CommitAsync(progress, stop) with { End = UnitEnd.Split };
                _hasRun = true;
                options.Marker?.Note(index);
                if (await TryTaskAsync(program, index, batch, cancel) is { } failure)
                    return await batch.CommitAsync(progress, stop) with { End = UnitEnd.Failed, Failure = failure };
                if (batch.IsDue(options.RecordEvery) && index < range.Last)
                {
                    progress = await batch.CommitAsync(progress, stop);
                    await SayAsync(progress, stop);
                    batch.Dispose();
                    batch = new RangeBatch(stores, options, unit, streams, scratch, index + 1);
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

    // A child records every moment, for the sake of what may kill it; and of two runs of a unit the first tells, until the second one has ended it.
    private async Task SayAsync(UnitOutcome progress, CancellationToken stop)
    {
        if (options.Marker is not null || unit.IsSpeculative || unit.Superseded.IsCancellationRequested) return;
        try
        {
            await UnitEvents.ProgressAsync(stores, options, unit, progress, options.Time.GetElapsedTime(_started), _said++, stop);
        }
        catch (StorageException)
        {
            // A line for people: the record is there, and the attempt is not to be lost for it. The next line tells all of it.
        }
    }

    // A failure, or null when the task is done.
    private async ValueTask<TaskFailure?> TryTaskAsync(ITaskProgram program, long index, RangeBatch batch, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            context.Begin(index, attempt);
            if (!unit.IsAdmitted()) throw new OperationCanceledException("A lease was lost.");
            try
            {
                batch.Add(policy.Timeout is { } timeout
                    ? await TaskTimeout.RunAsync(program, index, batch.Parts, context, timeout, options.Time, cancel)
                    : await program.RunAsync(index, batch.Parts, context, cancel));
                return null;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && !PlatformFault.Is(e))
            {
                var isFinal = e is IPermanentTaskError or DatasetException or TaskTimeoutException { IsLeftBehind: true } or TableException { IsUserError: true, Kind: not TableErrorKind.Raised };
                if (isFinal || TaskRetries.DelayAfter(policy.Retries, attempt, random.NextDouble()) is not { } delay)
                    return _failures.OfError(index, e, attempt, context.Lines, program.InputsOf(index));
                if (e is IRetryAfter { After: { } wanted } && wanted > delay) delay = wanted < MaxWanted ? wanted : MaxWanted;
                ExecutionInstruments.Retries.Add(1);
                UnitLines.Retries(options.Log, attempt, $"{unit.Pipeline.Title}[{index}]", e.GetType().Name, delay.TotalSeconds);
                context.Log($"attempt {attempt} failed, the next one in {delay.TotalSeconds:0.0} s: {e.GetType().Name}: {ErrorText.MessageOf(e)}");
                await Task.Delay(delay, options.Time, cancel);
            }
        }
    }
}
