using Serverless.Store.Failures;

namespace Serverless.Api.Tasks;

/// <summary>How a task stands. Names are part of the API.</summary>
public enum TaskState
{
    /// <summary>Planned; its unit has not started.</summary>
    Pending,

    /// <summary>Its unit runs.</summary>
    Running,

    /// <summary>Its result is recorded.</summary>
    Done,
    Failed,

    /// <summary>The job ended before it ran.</summary>
    Abandoned,
}

/// <summary>One task of a job, as the API shows it.</summary>
public sealed record TaskView
{
    public required string Job { get; init; }

    /// <summary>Its key, as in <c>counts[3]</c>.</summary>
    public required string Task { get; init; }

    public required TaskState Status { get; init; }

    /// <summary>The nodes that run in it, one after the other.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>Which stage planned it last.</summary>
    public required int Stage { get; init; }

    /// <summary>The unit that carries it; null when it was found finished and is in none.</summary>
    public int? Unit { get; init; }

    /// <summary>Attempts at its unit that ended, in order.</summary>
    public required IReadOnlyList<UnitAttempt> Attempts { get; init; }

    /// <summary>The attempt that runs now, or died without a word.</summary>
    public OpenAttempt? Open { get; init; }

    public TaskResult? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>The last lines that it logged.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];
}

/// <summary>One attempt at a unit.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="Status">done, failed or cancelled.</param>
/// <param name="EndedAt">When.</param>
/// <param name="Seconds">How long.</param>
public sealed record UnitAttempt(int Attempt, string Status, DateTimeOffset EndedAt, double Seconds);

/// <summary>An attempt without an end.</summary>
public sealed record OpenAttempt(int Attempt, string Host, int Process, DateTimeOffset StartedAt);

/// <summary>The record of the range that a task's result is in.</summary>
/// <param name="First">Index of the range's first task.</param>
/// <param name="Last">And of its last.</param>
/// <param name="Rows">Rows of the range; 0 where results are not tables.</param>
/// <param name="Bytes">Bytes of the range.</param>
/// <param name="Seconds">What the range took.</param>
/// <param name="Job">The job that made it: another one's when the result was found.</param>
public sealed record TaskResult(long First, long Last, long Rows, long Bytes, double Seconds, string? Job);
