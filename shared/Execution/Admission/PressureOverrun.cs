using System.Text.Json;
using Serverless.Execution.Events;
using Serverless.Execution.Units;

namespace Serverless.Execution.Admission;

/// <summary>
/// Data of the event <c>pressure.overrun</c>: a unit was let in although there was no room, because waiting would have freed nothing; or it was seen to take
/// far more than it was admitted with.
/// </summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="Tasks">Its tasks, for people.</param>
/// <param name="AdmittedBytes">What it was let in with: declared, learned or assumed.</param>
/// <param name="LimitBytes">What all units of the process may have together.</param>
/// <param name="PeakBytes">What it was seen to take; null when it was let in without room and has not run yet.</param>
public sealed record PressureOverrun(int Stage, int Unit, string Tasks, long AdmittedBytes, long LimitBytes, long? PeakBytes)
{
    public const string Type = "pressure.overrun";

    // Less than that is the noise of a garbage collector.
    private const long LeastBytes = 64L << 20;

    /// <summary>Twice what it was admitted with, and more than noise.</summary>
    internal static bool IsFarOver(long peakBytes, long admittedBytes) => peakBytes > 2 * admittedBytes && peakBytes - admittedBytes > LeastBytes;

    /// <param name="stores">Of the job's tenant.</param>
    /// <param name="options">Of this process.</param>
    /// <param name="unit">Which.</param>
    /// <param name="room">What it was admitted with.</param>
    /// <param name="peakBytes">What was seen; null before it runs.</param>
    /// <param name="cancellationToken">Ends the wait for storage.</param>
    internal static Task SayAsync(TenantStores stores, ExecutionOptions options, UnitAssignment unit, UnitAdmission room, long? peakBytes, CancellationToken cancellationToken)
    {
        var data = new PressureOverrun(unit.Plan.Stage, unit.Unit, $"{unit.Pipeline.Title}[{unit.PlanUnit.Tasks}]", room.Bytes, room.Governor.Bytes, peakBytes);
        var happened = new JobEvent(Type, options.Time.GetUtcNow(), JsonSerializer.SerializeToElement(data, ExecutionJson.Options));
        var source = $"stage {data.Stage} unit {data.Unit} {(peakBytes is null ? "let in" : "peak")} {options.Incarnation}";
        return stores.Events.AppendAsync(unit.Job, new EventPage(source, unit.Attempt, [happened]), cancellationToken);
    }
}
