using System.Text.Json.Serialization;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Logic.Stages;

namespace Serverless.Logic.Messages;

/// <summary>Asks for the shapes of what a stage reads, or for its plan.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Stage">From 0.</param>
/// <param name="Snapshot">The blob that Resolve wrote: the stage before's when asking Resolve (null at the first), this stage's when asking Plan.</param>
public sealed record StageRequest(JobKey Job, int Stage, string? Snapshot = null)
{
    /// <summary>For Plan: tokens whose claims were taken from a dead job. Their epochs are closed before the ledger is read.</summary>
    public IReadOnlyList<string>? Fence { get; init; }

    /// <summary>For Plan: how often units of this job took so long that the rest was planned anew.</summary>
    public int Splits { get; init; }

    /// <summary>Of the job; null: none.</summary>
    public TraceContext? Trace { get; init; }
}

/// <summary>What Resolve found.</summary>
/// <param name="Snapshot">Name of the immutable blob that holds it.</param>
public sealed record ResolvedStage(string Snapshot);

/// <summary>A stage's plan in numbers; the plan itself is a blob.</summary>
public sealed record PlannedStage
{
    /// <summary>Name of the plan's blob.</summary>
    public required string Plan { get; init; }

    public required int Units { get; init; }

    public required int Blocks { get; init; }

    public required long Tasks { get; init; }

    /// <summary>Ranges that the ledger had already.</summary>
    public required int FoundRanges { get; init; }

    /// <summary>Tasks in them.</summary>
    public required long FoundTasks { get; init; }

    /// <summary>How many units may run at once.</summary>
    public required int Window { get; init; }

    public required OnError OnError { get; init; }

    /// <summary>Tokens of what will run and other jobs might run too, at most <see cref="MaxClaims"/>.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Claims of one stage: 100 tokens of 64 characters stay under 16 KB. A larger graph claims what it wants in the end.</summary>
    public const int MaxClaims = 100;

    /// <summary>False: something behind this stage has a shape that is known only after it.</summary>
    public required bool IsLast { get; init; }
}

/// <summary>What to close a job with.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Stages">How many were planned.</param>
/// <param name="LostInputs">Results that units found gone or broken.</param>
public sealed record FinishRequest(JobKey Job, JobOutcome Outcome, int Stages, int LostInputs = 0)
{
    /// <summary>Events of units that storage did not take.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LostEvents { get; init; }
}

/// <summary>A closed job.</summary>
/// <param name="Cache">What it found recorded.</param>
public sealed record FinishedJob(CacheUse? Cache);
