using System.Text.Json.Serialization;
using Serverless.Jobs;

namespace Serverless.Logic.Messages;

/// <summary>Which units of a block may run a second time, and what is known of how long they take.</summary>
/// <param name="AfterSeconds">Units that run shorter never do.</param>
/// <param name="Slots">Units that run at once.</param>
/// <param name="PipelineOf">For each unit whose sibling it is; -1: it never runs twice.</param>
/// <param name="Expected">Seconds that earlier jobs say, by pipeline; those that are not there are not known.</param>
public sealed record BlockSpeculation(double AfterSeconds, int Slots, IReadOnlyList<int> PipelineOf, IReadOnlyDictionary<int, double> Expected);

/// <summary>Asks how long units have been running.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Stage">Which stage.</param>
/// <param name="Units">Ordinals within the stage.</param>
public sealed record UnitsRequest(JobKey Job, int Stage, IReadOnlyList<int> Units);

/// <summary>A unit that runs now.</summary>
/// <param name="Unit">Ordinal within the stage.</param>
/// <param name="Tasks">Its tasks, for people.</param>
/// <param name="Seconds">Since it has room in its process.</param>
public sealed record RunningUnit(int Unit, string Tasks, double Seconds);

/// <summary>Stops one run of a unit: another one was first.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Plan">The plan's blob.</param>
/// <param name="Unit">Ordinal within the stage.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="IsSpeculative">The second run, not the first.</param>
public sealed record StopUnitRequest(JobKey Job, string Plan, int Unit, int Attempt, [property: JsonPropertyName("isCopy")] bool IsSpeculative);

/// <summary>Data of the event <c>unit.speculated</c>: a unit takes far too long and was started a second time.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="At">When.</param>
/// <param name="Tasks">Its tasks, for people.</param>
/// <param name="Seconds">How long it had been running.</param>
/// <param name="LimitSeconds">From when a unit like it is a straggler.</param>
public sealed record UnitSpeculated(int Stage, int Unit, DateTimeOffset At, string Tasks, double Seconds, double LimitSeconds);
