using System.Collections.Frozen;

namespace Serverless.Graph.Policies;

/// <summary>Wishes of a job or a node; null says nothing. A node's wishes go before its job's: see <see cref="EffectivePolicy"/>.</summary>
public sealed record Policy
{
    public RetrySpec? Retries { get; init; }

    /// <summary>Longest time of one attempt of one task.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Bytes that one task needs at its peak.</summary>
    public long? Memory { get; init; }

    /// <summary>Cores that one task keeps busy.</summary>
    public double? Cpu { get; init; }

    /// <summary>From -100 to 100; higher goes first.</summary>
    public int? Priority { get; init; }

    public Deadline? Deadline { get; init; }

    /// <summary><c>function</c>, <c>worker</c> or the name of a pool of workers.</summary>
    public string? Placement { get; init; }

    /// <summary>Leases taken for each task, by semaphore; the limit is the semaphore's own.</summary>
    public FrozenDictionary<string, int>? Semaphores { get; init; }

    /// <summary>By group of this job: how many tasks of the group run at once.</summary>
    public FrozenDictionary<string, int>? Limits { get; init; }

    public CacheMode? Cache { get; init; }

    /// <summary>Whether tasks that take far longer than others like them may run a second time beside the first; whichever is first counts.</summary>
    public bool? Speculate { get; init; }

    public OnError? OnError { get; init; }
}

/// <summary>How often and when a failed task is tried again.</summary>
/// <param name="Count">Tries after the first; 0 to 100.</param>
public sealed record RetrySpec(int Count)
{
    /// <summary>Delay before the first retry; doubled for each further one. Default 1 s.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest delay. Default 1 minute.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Part of the delay that is random, 0 to 1. Default 0.5.</summary>
    public double Jitter { get; init; } = 0.5;
}

/// <summary>When the job must be done: one of the two.</summary>
/// <param name="At">An instant.</param>
/// <param name="Within">Time from submission.</param>
public sealed record Deadline(DateTimeOffset? At, TimeSpan? Within);

/// <summary>What happens to results that exist already.</summary>
public enum CacheMode
{
    /// <summary>Taken; new results are stored for others.</summary>
    Use,

    /// <summary>Neither taken nor left for other jobs.</summary>
    None,
}

/// <summary>What a failed task does to the rest of the job.</summary>
public enum OnError
{
    /// <summary>No new task is started.</summary>
    Stop,

    /// <summary>All tasks that do not depend on it still run.</summary>
    Continue,
}
