using Serverless.Durable;
using Serverless.Logic.Jobs;

namespace Serverless.Logic.Stages;

/// <summary>Starts a stage.</summary>
public sealed record StageInput(JobKey Job, int Stage, PlannedStage Plan);

/// <summary>Which block needs which, by ordinal.</summary>
/// <param name="Needs">For each block the blocks before it.</param>
public sealed record StageLayout(IReadOnlyList<int[]> Needs);

/// <summary>Sums over units that ran.</summary>
/// <param name="Units">Units that ended well.</param>
/// <param name="Tasks">Tasks in them.</param>
/// <param name="Rows">Rows that they wrote.</param>
/// <param name="Bytes">Bytes that they wrote.</param>
/// <param name="Found">Tasks that were recorded before and did not run.</param>
public sealed record StageTotals(int Units, long Tasks, long Rows, long Bytes, long Found)
{
    public static StageTotals Zero { get; } = new(0, 0, 0, 0, 0);

    public static StageTotals operator +(StageTotals a, StageTotals b) =>
        new(a.Units + b.Units, a.Tasks + b.Tasks, a.Rows + b.Rows, a.Bytes + b.Bytes, a.Found + b.Found);

    public static StageTotals Add(StageTotals left, StageTotals right) => left + right;
}

/// <summary>A failure in one line, small enough for a payload.</summary>
/// <param name="Task">Key of the first task that failed.</param>
/// <param name="Kind">Its kind (design.md, section 9).</param>
/// <param name="Message">Cut to 500 characters.</param>
/// <param name="Blob">Where the whole failure is.</param>
public sealed record UnitFailure(string Task, string Kind, string Message, string? Blob)
{
    /// <summary>Characters of a message that travel in payloads.</summary>
    public const int MaxMessage = 500;

    /// <summary>The last attempt ended without a word from whoever made it.</summary>
    internal static UnitFailure Lost(string what, int attempts, FailureDetails failure)
    {
        var message = $"{what}: all {attempts} attempts were lost. The last one: {failure.Message}";
        return new UnitFailure(what, "lostWorker", message.Length > MaxMessage ? message[..MaxMessage] : message, null);
    }
}

/// <summary>How a stage or a block ended.</summary>
/// <param name="Outcome">Of its items.</param>
/// <param name="Totals">Of its units.</param>
/// <param name="Failures">At most <see cref="MaxFailures"/>.</param>
public sealed record StageResult(StageOutcome Outcome, StageTotals Totals, IReadOnlyList<UnitFailure> Failures)
{
    /// <summary>Failures that travel in payloads: 8 of at most 1 KB stay far under 16 KB.</summary>
    public const int MaxFailures = 8;
}
