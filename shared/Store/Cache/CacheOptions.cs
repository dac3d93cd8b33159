using Serverless.Graph.Policies;
using Serverless.Store.Content;

namespace Serverless.Store.Cache;

/// <summary>How long results live.</summary>
public sealed record CacheOptions
{
    /// <summary>The environment variable by which hosts are told the budget, as <c>50GiB</c>.</summary>
    public const string BudgetVariable = "SERVERLESS_CACHE_BUDGET";

    /// <summary>Bytes of results and records that a tenant may keep; what is pinned stays even above it. Default 50 GiB.</summary>
    public long BudgetBytes { get; init; } = 50L << 30;

    /// <summary>Nothing younger is deleted, whatever it seems to be: somebody may be about to record it. Default 1 hour, and no less; at least as long as storing one result takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less: the one who stores relies on it that what is there and young stays.</exception>
    public TimeSpan MinimumAge
    {
        get;
        init => field = value >= ContentBlob.KeptFor ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Nothing younger than an hour may be deleted.");
    } = ContentBlob.KeptFor;

    /// <summary>How long an ended job holds what is not an output. Default 1 day.</summary>
    public TimeSpan IntermediatesFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long an ended job holds its outputs; then it is purged with its document, events and failures. Default 30 days.</summary>
    public TimeSpan JobsFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>After so long without use a result is worth half. Default 7 days.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a fence outlives the last of its node's results, so that a process that was stopped meanwhile still meets it. Default 7 days.</summary>
    public TimeSpan FencesFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The defaults, with another budget.</summary>
    /// <param name="budget">As <c>50GiB</c>; null or empty: the default.</param>
    /// <exception cref="FormatException">It is no size.</exception>
    public static CacheOptions Parse(string? budget) =>
        string.IsNullOrEmpty(budget) ? new CacheOptions()
        : ByteSize.TryParse(budget, out var bytes) ? new CacheOptions { BudgetBytes = bytes }
        : throw new FormatException($"'{budget}' is no size of the cache, as in 50GiB.");
}
