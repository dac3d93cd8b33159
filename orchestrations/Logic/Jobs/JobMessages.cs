using Serverless.Logic.Stages;

namespace Serverless.Logic.Jobs;

/// <summary>Which job; everything else about it is in blobs under its id.</summary>
/// <param name="Tenant">Whose container.</param>
/// <param name="Id">Sortable, unique in the tenant.</param>
public sealed record JobKey(string Tenant, string Id);

/// <summary>What starts a job.</summary>
/// <param name="Job">Which one.</param>
/// <param name="Name">From the document, for people.</param>
/// <param name="DocumentHash">SHA-256 of the canonical document: the same hash is the same work.</param>
public sealed record JobInput(JobKey Job, string Name, string DocumentHash);

/// <summary>Asks for the shapes of what a stage reads, or for its plan.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Stage">From 0.</param>
/// <param name="Snapshot">The blob that Resolve wrote; null when asking Resolve.</param>
public sealed record StageRequest(JobKey Job, int Stage, string? Snapshot = null);

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

    /// <summary>False: something behind this stage has a shape that is known only after it.</summary>
    public required bool IsLast { get; init; }
}

/// <summary>A job's end, as its orchestration returns it.</summary>
public sealed record JobOutcome
{
    public required JobStatus Status { get; init; }

    public required StageTotals Totals { get; init; }

    /// <summary>The first failures; all of them are blobs under the job.</summary>
    public IReadOnlyList<UnitFailure> Failures { get; init; } = [];

    public bool Succeeded => Status == JobStatus.Done;
}

/// <summary>How a job stands. Names are part of the API.</summary>
public enum JobStatus
{
    Running,
    Done,
    Failed,
    Cancelled,
}

/// <summary>What to close a job with.</summary>
public sealed record FinishRequest(JobKey Job, JobOutcome Outcome, int Stages);

/// <summary>What a job's custom status shows in a portal.</summary>
public sealed record JobProgress(string Phase, int Stage, int Units, long Tasks, long FoundTasks);
