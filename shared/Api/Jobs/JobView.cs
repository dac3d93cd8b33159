using System.Text.Json;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Store.Failures;

namespace Serverless.Api.Jobs;

/// <summary>How a job stands, for those who ask. Names are part of the API.</summary>
public enum JobState
{
    /// <summary>Accepted; no step of it has run.</summary>
    Pending,
    Running,
    Suspended,

    /// <summary>Somebody asked to cancel it, and units of it still run.</summary>
    Cancelling,
    Done,
    Failed,
    Cancelled,

    /// <summary>A message of the queue that cannot be a job.</summary>
    Rejected,
}

/// <summary>A job as the API shows it.</summary>
public sealed record JobView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required JobState Status { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The values of the document's parameters, by name; null: it declares none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Params { get; init; }

    /// <summary>The job that it goes on with; not in lists.</summary>
    public string? Resumes { get; init; }

    /// <summary>What its submitter was told: functions of which another build is recorded, semaphores that were not there. Null: nothing; not in lists.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>While it runs.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>By node, in the order in which they were planned; not in lists.</summary>
    public IReadOnlyList<NodeProgress>? Nodes { get; init; }

    /// <summary>Units that were told to stop and go on: each keeps a slot of its process until it ends. Null: none; not in lists.</summary>
    public IReadOnlyList<UnresponsiveUnit>? Unresponsive { get; init; }

    /// <summary>Once it has ended.</summary>
    public StageTotals? Totals { get; init; }

    /// <summary>What it found recorded, once it has ended.</summary>
    public CacheUse? Cache { get; init; }

    /// <summary>The first failures in a line each.</summary>
    public IReadOnlyList<UnitFailure>? Failures { get; init; }

    /// <summary>How many there are beyond those; null: none.</summary>
    public int? MoreFailures { get; init; }

    /// <summary>The same in full; not in lists.</summary>
    public IReadOnlyList<TaskFailure>? FailureDetails { get; init; }

    /// <summary>Why it was rejected, why nothing moves, or what of the platform failed.</summary>
    public string? Reason { get; init; }

    /// <summary>What was wrong with a rejected document.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }

    public bool HasEnded => Status is JobState.Done or JobState.Failed or JobState.Cancelled or JobState.Rejected;
}

/// <summary>A unit whose tasks do not look at their cancellation.</summary>
/// <param name="Tasks">As people call them.</param>
/// <param name="Host">The machine that runs it.</param>
/// <param name="Process">The process there.</param>
/// <param name="Since">When it was told to stop.</param>
public sealed record UnresponsiveUnit(string Tasks, string Host, int Process, DateTimeOffset Since);

/// <summary>A page of jobs, newest first.</summary>
/// <param name="Jobs">Those of this page.</param>
/// <param name="Next">What to ask for as <c>after</c>; null on the last page.</param>
public sealed record JobPage(IReadOnlyList<JobView> Jobs, string? Next);
