using System.Text.Json.Serialization;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;
using Serverless.Semaphores.State;

namespace Serverless.Logic.Messages;

/// <summary>Starts a block: at most 200 units, one fan-out and fan-in.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Stage">Which stage.</param>
/// <param name="Plan">The plan's blob.</param>
/// <param name="Block">Ordinal within the stage.</param>
/// <param name="Window">Units that may run at once.</param>
/// <param name="OnError">What a failure does to the rest.</param>
public sealed record BlockInput(JobKey Job, int Stage, string Plan, int Block, int Window, OnError OnError)
{
    /// <summary>Of the job; null: none.</summary>
    public TraceContext? Trace { get; init; }
}

/// <summary>Which of a plan's blocks.</summary>
public sealed record BlockRequest(JobKey Job, string Plan, int Block);

/// <summary>A block's units.</summary>
/// <param name="FirstUnit">Ordinal within the stage of the block's unit 0.</param>
/// <param name="Needs">For each unit the units of this block before it, by ordinal within the block.</param>
public sealed record BlockLayout(int FirstUnit, IReadOnlyList<IReadOnlyList<OrdinalRange>> Needs)
{
    /// <summary>What units hold while they run: leases by semaphore, each combination once. Empty: nothing.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, int>> Semaphores { get; init; } = [];

    /// <summary>For each unit its combination in <see cref="Semaphores"/>, or -1; empty when there are none.</summary>
    public IReadOnlyList<int> SemaphoresOf { get; init; } = [];

    /// <summary>How many units of each limited group may run at once. Null: no limits.</summary>
    public StageLimits? Limits { get; init; }

    /// <summary>Which units may run a second time. Null: none.</summary>
    public BlockSpeculation? Speculation { get; init; }

    /// <summary>The pool whose workers run units of the block. Null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pool { get; init; }

    /// <summary>For each unit whether the pool runs it; null when there is no pool.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Pooled { get; init; }

    /// <summary>Somebody asked to cancel the job before the block began.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Units of a block: 200 completions with their replays stay cheap on Durable Task, whose cost grows with the square of a history.</summary>
    public const int MaxUnits = 200;
}

/// <summary>Runs one unit.</summary>
public sealed record UnitRequest(JobKey Job, int Stage, string Plan, int Unit, int Attempt)
{
    /// <summary>What its block reserved for it; the one who runs it activates, renews and releases them.</summary>
    public IReadOnlyList<Grant> Leases { get; init; } = [];

    /// <summary>A second run beside a first one that takes far too long.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonPropertyName("isCopy")]
    public bool IsSpeculative { get; init; }

    /// <summary>Of the job; null: none.</summary>
    public TraceContext? Trace { get; init; }
}

/// <summary>How an attempt at a unit ended, when its host lived to say so.</summary>
public sealed record UnitReport
{
    public required UnitEnd Status { get; init; }

    public required StageTotals Totals { get; init; }

    public required double Seconds { get; init; }

    /// <summary>What ran, as people see it.</summary>
    public required string Node { get; init; }

    /// <summary>The most memory that it was seen to have, bytes; null where it is not known.</summary>
    public long? PeakBytes { get; init; }

    public UnitFailure? Failure { get; init; }

    /// <summary>It was a second run, and ended before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonPropertyName("isCopy")]
    public bool IsSpeculative { get; init; }
}

/// <summary>Events for a job's log, once each: the pair of source and sequence tells repeats.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Source">Who appends, as in <c>stage 0 block 1</c>.</param>
/// <param name="Sequence">From 0, by source.</param>
/// <param name="Events">In order.</param>
public sealed record EventBatch(JobKey Job, string Source, int Sequence, IReadOnlyList<UnitEvent> Events)
{
    /// <summary>Second runs that were started. Null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UnitSpeculated>? Speculated { get; init; }
}

/// <summary>A unit ended.</summary>
public sealed record UnitEvent(int Stage, int Unit, int Attempt, DateTimeOffset At, UnitReport Report);
