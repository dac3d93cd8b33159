using System.Collections.Frozen;

namespace Serverless.Graph.Policies;

/// <summary>What holds for a node: its own policy over its job's over the defaults.</summary>
public sealed record EffectivePolicy
{
    public static EffectivePolicy Default { get; } = new();

    /// <summary>Default: none.</summary>
    public RetrySpec Retries { get; init; } = new(0);

    /// <summary>Null (default): no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Bytes; null (default): learned.</summary>
    public long? Memory { get; init; }

    /// <summary>Cores; default 1.</summary>
    public double Cpu { get; init; } = 1;

    /// <summary>Default 0.</summary>
    public int Priority { get; init; }

    public Deadline? Deadline { get; init; }

    /// <summary>Null (default): the planner's choice.</summary>
    public string? Placement { get; init; }

    public FrozenDictionary<string, int> Semaphores { get; init; } = FrozenDictionary<string, int>.Empty;

    public FrozenDictionary<string, int> Limits { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>Default <see cref="CacheMode.Use"/>.</summary>
    public CacheMode Cache { get; init; }

    /// <summary>Default yes; impure functions, writes, and what holds semaphores or is limited never do.</summary>
    public bool Speculate { get; init; } = true;

    /// <summary>Default <see cref="OnError.Stop"/>.</summary>
    public OnError OnError { get; init; }

    /// <summary>Semaphores and limits of both hold; everything else is the node's, or else the job's.</summary>
    public static EffectivePolicy Merge(Policy? job, Policy? node)
    {
        if (job is null && node is null) return Default;
        return new EffectivePolicy
        {
            Retries = node?.Retries ?? job?.Retries ?? Default.Retries,
            Timeout = node?.Timeout ?? job?.Timeout,
            Memory = node?.Memory ?? job?.Memory,
            Cpu = node?.Cpu ?? job?.Cpu ?? Default.Cpu,
            Priority = node?.Priority ?? job?.Priority ?? Default.Priority,
            Deadline = node?.Deadline ?? job?.Deadline,
            Placement = node?.Placement ?? job?.Placement,
            Semaphores = Union(job?.Semaphores, node?.Semaphores),
            Limits = Union(job?.Limits, node?.Limits),
            Cache = node?.Cache ?? job?.Cache ?? Default.Cache,
            Speculate = node?.Speculate ?? job?.Speculate ?? Default.Speculate,
            OnError = node?.OnError ?? job?.OnError ?? Default.OnError,
        };
    }

    private static FrozenDictionary<string, int> Union(FrozenDictionary<string, int>? job, FrozenDictionary<string, int>? node)
    {
        if (job is null || node is null) return node ?? job ?? FrozenDictionary<string, int>.Empty;
        var both = new Dictionary<string, int>(job, StringComparer.Ordinal);
        foreach (var (name, count) in node) both[name] = count;
        return both.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
