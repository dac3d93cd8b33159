using System.Text.Json.Serialization;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;

namespace Serverless.Logic.Messages;

/// <summary>Starts a stage.</summary>
public sealed record StageInput(JobKey Job, int Stage, PlannedStage Plan)
{
    /// <summary>Of the job; null: none.</summary>
    public TraceContext? Trace { get; init; }
}

/// <summary>Which block needs which, by ordinal.</summary>
/// <param name="Needs">For each block the blocks before it.</param>
public sealed record StageLayout(IReadOnlyList<IReadOnlyList<OrdinalRange>> Needs)
{
    /// <summary>There are blocks behind these, to be asked for: a stage of thousands of blocks is more than one payload. False in histories of before: all were there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasMore { get; init; }

    /// <summary>
    /// Blocks with units of one limited group: one of them at a time, as each keeps the limit for its own units. Groups are numbered through all parts of a
    /// layout; each part says how many of the ones that are new in it may run. Null: these blocks have none.
    /// </summary>
    public StageLimits? Limits { get; init; }
}

/// <summary>How a stage or a block ended.</summary>
/// <param name="Outcome">Of its items.</param>
/// <param name="Totals">Of its units.</param>
/// <param name="Failures">At most <see cref="MaxFailures"/>.</param>
public sealed record StageResult(StageOutcome Outcome, StageTotals Totals, IReadOnlyList<UnitFailure> Failures)
{
    /// <summary>Failures that travel in payloads: 8 of at most 1 KB stay far under 16 KB.</summary>
    public const int MaxFailures = 8;

    /// <summary>Events of its units that storage did not take, however often they were sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LostEvents { get; init; }
}
