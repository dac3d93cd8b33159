using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;
using Serverless.Store.Failures;

namespace Serverless.Execution.Assignments;

/// <summary>One unit to run, with everything that it refers to.</summary>
public sealed record UnitAssignment
{
    public required string Job { get; init; }

    /// <summary>The first of the jobs that this one goes on with, which stands for all of them; null: the job itself.</summary>
    public string? Origin { get; init; }

    public required JobDocument Document { get; init; }

    public required JobSnapshot Snapshot { get; init; }

    public required StagePlan Plan { get; init; }

    /// <summary>The plan's blob, by which another process finds it; null: this unit runs in this process only.</summary>
    public string? PlanName { get; init; }

    /// <summary>Bytes that units of this pipeline took at their peak before; null: unknown.</summary>
    public long? LearnedBytes { get; init; }

    /// <summary>After so long the unit stops behind a task and leaves the rest to others; null: never.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Bytes that its tables may take before they spill, as admitted; null: the process's setting.</summary>
    public long? TableMemoryBytes { get; init; }

    /// <summary>Ordinal in the plan.</summary>
    public required int Unit { get; init; }

    /// <summary>From 1, as the block counts.</summary>
    public required int Attempt { get; init; }

    /// <summary>A second run beside a first one that takes far too long: whichever is first counts.</summary>
    public bool IsSpeculative { get; init; }

    /// <summary>Cancelled when another run of the unit was first, together with what ends the unit: what it says does not matter then.</summary>
    public CancellationToken Superseded { get; init; }

    /// <summary>What tasks reach through <see cref="TaskContext.Semaphores"/>; null: none.</summary>
    public TaskSemaphores? Semaphores { get; init; }

    /// <summary>Whether the unit's leases are surely held at this instant; asked immediately before each task, because a process that stood still hears of nothing else in time.</summary>
    public Func<bool> IsAdmitted { get; init; } = static () => true;

    /// <summary>Leaves the unit's leases to expire: the process that ran it died, and what it used may outlive it.</summary>
    public Action AbandonLeases { get; init; } = static () => { };

    public PlanUnit PlanUnit => Plan.Units[Unit];

    public Pipeline Pipeline => Plan.Pipelines[PlanUnit.Pipeline];
}

/// <summary>How a unit ended here.</summary>
public sealed record UnitOutcome
{
    public required UnitEnd End { get; init; }

    /// <summary>Elements that ran, as users count tasks.</summary>
    public long Tasks { get; init; }

    /// <summary>Elements that were recorded already.</summary>
    public long Found { get; init; }

    public long Rows { get; init; }

    public long Bytes { get; init; }

    /// <summary>How long it waited for room in its process.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>How long it took, without that.</summary>
    public double Seconds { get; init; }

    /// <summary>The most memory that it was seen to have; null where it ran nothing, or where it is not measured.</summary>
    public long? PeakBytes { get; init; }

    public TaskFailure? Failure { get; init; }

    /// <summary>Somebody else recorded tasks that this run ran too, perhaps fewer of them.</summary>
    internal bool IsContested { get; init; }

    /// <summary>Storage operations of the process of its own in which it ran, by kind; null where it ran in this one, or that one died.</summary>
    public IReadOnlyDictionary<string, long>? StorageElsewhere { get; init; }
}
