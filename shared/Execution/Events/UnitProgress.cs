using System.Text.Json;
using Serverless.Execution.Units;

namespace Serverless.Execution.Events;

/// <summary>Data of the event <c>unit.progress</c>: a unit that runs recorded a range, and goes on. Its end tells all of it once more.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="Node">What runs, as people see it.</param>
/// <param name="Tasks">Tasks that it has finished or found so far, in all.</param>
/// <param name="Seconds">Since it runs.</param>
public sealed record UnitProgress(int Stage, int Unit, string Node, long Tasks, double Seconds)
{
    public const string Type = "unit.progress";

    /// <param name="stores">Of the job's tenant.</param>
    /// <param name="options">Of this process.</param>
    /// <param name="unit">Which.</param>
    /// <param name="progress">What it has so far.</param>
    /// <param name="running">Since when it runs.</param>
    /// <param name="sequence">From 0, by unit and attempt.</param>
    /// <param name="cancellationToken">Ends the wait for storage.</param>
    internal static Task SayAsync(TenantStores stores, ExecutionOptions options, UnitAssignment unit, UnitOutcome progress, TimeSpan running, int sequence, CancellationToken cancellationToken)
    {
        var data = new UnitProgress(unit.Plan.Stage, unit.Unit, unit.Pipeline.Title, progress.Tasks + progress.Found, Math.Round(running.TotalSeconds, 3));
        var happened = new JobEvent(Type, options.Time.GetUtcNow(), JsonSerializer.SerializeToElement(data, ExecutionJson.Options));
        var source = $"stage {data.Stage} unit {data.Unit} attempt {unit.Attempt} progress {options.Incarnation}";
        return stores.Events.AppendAsync(unit.Job, new EventPage(source, sequence, [happened]), cancellationToken);
    }
}
