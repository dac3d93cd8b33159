using System.Text.Json;
using Serverless.Execution.Admission;
using Serverless.Execution.Assignments;
using Serverless.Execution.Observing;
using Serverless.Jobs.Events;
using Serverless.Store;
using Serverless.Store.Events;
using Serverless.Store.Json;
using Serverless.Store.Records;

namespace Serverless.Execution.Units;

/// <summary>What a unit tells a job's watchers while it is here.</summary>
internal static class UnitEvents
{
    // Less than that is the noise of a garbage collector.
    private const long LeastBytes = 64L << 20;

    /// <summary>Twice what it was admitted with, and more than noise.</summary>
    public static bool IsFarOver(long peakBytes, long admittedBytes) => peakBytes > 2 * admittedBytes && peakBytes - admittedBytes > LeastBytes;

    /// <summary>It recorded a range, and goes on.</summary>
    /// <param name="stores">Of the job's tenant.</param>
    /// <param name="options">Of this process.</param>
    /// <param name="unit">Which.</param>
    /// <param name="progress">What it has so far.</param>
    /// <param name="running">Since when it runs.</param>
    /// <param name="sequence">From 0, by unit and attempt.</param>
    /// <param name="cancellationToken">Ends the wait for storage.</param>
    public static Task ProgressAsync(TenantStores stores, ExecutionOptions options, UnitAssignment unit, UnitOutcome progress, TimeSpan running, int sequence, CancellationToken cancellationToken)
    {
        var data = new UnitProgress(unit.Plan.Stage, unit.Unit, unit.Pipeline.Title, progress.Tasks + progress.Found, Math.Round(running.TotalSeconds, 3));
        return AppendAsync(stores, options, unit, $"stage {data.Stage} unit {data.Unit} attempt {unit.Attempt} progress {options.Incarnation}", sequence, UnitProgress.Type, data, cancellationToken);
    }

    /// <summary>It was let in without room, or took far more than it was let in with.</summary>
    /// <param name="stores">Of the job's tenant.</param>
    /// <param name="options">Of this process.</param>
    /// <param name="unit">Which.</param>
    /// <param name="room">What it was admitted with.</param>
    /// <param name="peakBytes">What was seen; null before it runs.</param>
    /// <param name="cancellationToken">Ends the wait for storage.</param>
    public static Task OvercommitAsync(TenantStores stores, ExecutionOptions options, UnitAssignment unit, UnitAdmission room, long? peakBytes, CancellationToken cancellationToken)
    {
        var data = new MemoryOvercommit(unit.Plan.Stage, unit.Unit, $"{unit.Pipeline.Title}[{unit.PlanUnit.Tasks}]", room.Bytes, room.AdmissionController.Bytes, peakBytes);
        ExecutionInstruments.Overcommits.Add(1);
        UnitLines.Overcommitted(options.Log, data.Tasks, data.AdmittedBytes, data.LimitBytes, data.PeakBytes);
        return AppendAsync(stores, options, unit, $"stage {data.Stage} unit {data.Unit} {(peakBytes is null ? "let in" : "peak")} {options.Incarnation}", unit.Attempt, MemoryOvercommit.Type, data, cancellationToken);
    }

    /// <summary>Its process died, and it runs alone now.</summary>
    /// <param name="stores">Of the job's tenant.</param>
    /// <param name="options">Of this process.</param>
    /// <param name="unit">Which.</param>
    /// <param name="attempt">What is known of its attempts.</param>
    /// <param name="limitBytes">What it may take now.</param>
    /// <param name="cancellationToken">Ends the wait for storage.</param>
    public static Task IsolatedAsync(TenantStores stores, ExecutionOptions options, UnitAssignment unit, AttemptRecord attempt, long limitBytes, CancellationToken cancellationToken)
    {
        var data = new UnitIsolated(unit.Plan.Stage, unit.Unit, attempt.Tasks, limitBytes, options.LastDeath?.ToString());
        return AppendAsync(stores, options, unit, $"stage {data.Stage} unit {data.Unit} isolated {options.Incarnation}", unit.Attempt, UnitIsolated.Type, data, cancellationToken);
    }

    private static Task<long> AppendAsync<T>(TenantStores stores, ExecutionOptions options, UnitAssignment unit, string source, int sequence, string type, T data, CancellationToken cancellationToken)
    {
        var happened = new JobEvent(type, options.Time.GetUtcNow(), JsonSerializer.SerializeToElement(data, ExecutionJson.Options));
        return stores.Events.AppendAsync(unit.Job, new EventPage(source, sequence, [happened]), cancellationToken);
    }
}
