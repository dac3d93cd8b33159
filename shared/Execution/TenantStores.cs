using Serverless.Datasets;
using Serverless.Execution.Events;
using Serverless.Execution.Jobs;
using Serverless.Execution.Records;
using Serverless.Execution.Values.Large;
using Serverless.Storage;
using Serverless.Storage.Counting;

namespace Serverless.Execution;

/// <summary>Everything of one tenant that lies in blobs: a container and its parts. Whoever has this object cannot name another tenant's data.</summary>
public sealed class TenantStores
{
    private readonly TimeProvider _time;

    public TenantStores(string tenant, IBlobStore blobs, TimeProvider time)
        : this(tenant, blobs, time, new Ledger(blobs), new LargeValueCache(blobs, LargeValueCache.DefaultMaxBytes))
    {
    }

    private TenantStores(string tenant, IBlobStore blobs, TimeProvider time, Ledger ledger, LargeValueCache largeValues)
    {
        _time = time;
        Tenant = tenant;
        Blobs = blobs;
        Jobs = new JobStore(blobs);
        Ledger = ledger;
        Attempts = new AttemptLog(blobs);
        Stops = new UnitStops(blobs);
        Events = new EventLog(blobs);
        Datasets = new DatasetStore(blobs, time);
        LargeValues = largeValues;
    }

    public string Tenant { get; }

    public IBlobStore Blobs { get; }

    public JobStore Jobs { get; }

    public Ledger Ledger { get; }

    public AttemptLog Attempts { get; }

    public UnitStops Stops { get; }

    public EventLog Events { get; }

    public DatasetStore Datasets { get; }

    /// <summary>Large values that this process has loaded.</summary>
    internal LargeValueCache LargeValues { get; }

    /// <summary>The same tenant, with every call counted. What this process knows of the tenant already is shared; loads of large values serve all units, and count for none.</summary>
    public TenantStores CountedBy(StorageCounts counts)
    {
        var counted = counts.Count(Blobs);
        return new TenantStores(Tenant, counted, _time, Ledger.Over(counted), LargeValues);
    }
}

/// <summary>The tenants of one account: each has a container of its own.</summary>
public sealed class Tenants(IBlobAccount account, TimeProvider time)
{
    /// <summary>The tenant of those who name none.</summary>
    public const string Default = "default";

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TenantStores> _stores = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The name breaks the rule; see <see cref="Problem"/>.</exception>
    public TenantStores this[string tenant] =>
        Problem(tenant) is { } problem ? throw new ArgumentException(problem, nameof(tenant))
        : _stores.GetOrAdd(tenant, t => new TenantStores(t, account.GetContainer(t), time));

    /// <summary>Those that this process has worked for.</summary>
    public IReadOnlyCollection<string> Used => [.. _stores.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What is wrong with a tenant's name; null when nothing is. It is part of ids and a container's name.</summary>
    public static string? Problem(string? name) =>
        name is not { Length: >= 3 and <= 40 } || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            || name.StartsWith('-') || name.EndsWith('-') || name.Contains("--", StringComparison.Ordinal)
            ? $"'{name}' is no tenant name: 3 to 40 lower-case letters, digits or single hyphens are allowed."
            : null;
}
