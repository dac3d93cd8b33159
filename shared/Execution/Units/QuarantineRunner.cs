using System.Diagnostics;
using Serverless.Execution.Admission;
using Serverless.Execution.Assignments;
using Serverless.Execution.Failures;
using Serverless.Execution.Isolation;
using Serverless.Execution.Observing;
using Serverless.Jobs;
using Serverless.Store;
using Serverless.Store.Records;

namespace Serverless.Execution.Units;

/// <summary>A unit whose process died: runs it alone in a process of its own with hard limits, and quarantines it when that one dies too.</summary>
internal sealed class QuarantineRunner(TenantStores stores, ExecutionOptions options, UnitAssignment unit, AttemptRecord attempt)
{
    // Where no other process can be had, the unit may take this one down once more: a lost host is no proof, and three of them are.
    private const int MaxDeathsHere = 3;

    // An isolated unit's second death is proof: nothing else was in that process.
    private const int MaxDeathsIsolated = 2;

    /// <summary>Whether another process can run the unit.</summary>
    public static bool CanIsolate(UnitAssignment unit, ExecutionOptions options) => options.Isolation is not null && unit.PlanName is not null;

    /// <summary>Whether it runs in this process as if nothing had happened.</summary>
    public bool MayRunHere => !CanIsolate(unit, options) && attempt.Deaths < MaxDeathsHere;

    public async Task<UnitOutcome> RunAsync(UnitDemand demand, UnitOutcome progress, CancellationToken cancel, CancellationToken stop)
    {
        if (!CanIsolate(unit, options) || attempt.Deaths >= MaxDeathsIsolated) return Aside(progress, null, attempt.Deaths, options.LastDeath);
        var limit = demand.IsDeclared ? demand.Bytes : options.AdmissionController.Bytes;
        ExecutionInstruments.Isolations.Add(1);
        UnitLines.Isolated(options.Log, attempt.Tasks, options.LastDeath?.ToString(), limit);
        await UnitEvents.IsolatedAsync(stores, options, unit, attempt, limit, stop);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        UnitAdmission room;
        var clock = Stopwatch.StartNew();
        try
        {
            room = await options.AdmissionController.EnterElsewhereAsync(demand.Processors, limit, both.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return progress with { End = UnitEnd.Cancelled };
        }
        using (room)
        {
            var end = await options.Isolation!.RunAsync(unit, limit, cancel, stop);
            if (end.Outcome is { } outcome)
            {
                return outcome with
                {
                    Found = Math.Max(outcome.Found, progress.Found),
                    // It waits until it is alone, and to start a process takes longer than a small unit: neither is part of what later plans learn of its tasks.
                    Waited = progress.Waited + clock.Elapsed - TimeSpan.FromSeconds(outcome.Seconds),
                };
            }
            if (cancel.IsCancellationRequested) return progress with { End = UnitEnd.Cancelled };
            return Aside(progress, end.Task, attempt.Deaths + 1, end.Death);
        }
    }

    private UnitOutcome Aside(UnitOutcome progress, long? task, int deaths, ProcessDeath? last) =>
        progress with { End = UnitEnd.Failed, Failure = new UnitFailures(unit, options).OfDeaths(task, deaths, last) };
}
