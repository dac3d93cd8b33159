using Serverless.Datasets.Versions;
using Serverless.Storage;
using Serverless.Storage.Counting;
using Serverless.Store.Content;
using Serverless.Store.Events;
using Serverless.Store.Jobs;
using Serverless.Store.Pools;
using Serverless.Store.Records;
using Serverless.Tables;

namespace Serverless.Store;

/// <summary>Everything of one tenant that lies in blobs: a container and its parts. Code that has this object cannot name another tenant's data.</summary>
public sealed class TenantStores
{
    private readonly TimeProvider _time;
    private readonly Lazy<TableEngine>? _tables;

    /// <param name="tenant">Its name.</param>
    /// <param name="blobs">Its container.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tables">Reads and writes checkpoints of datasets' logs; null: an engine of their own.</param>
    public TenantStores(string tenant, IBlobStore blobs, TimeProvider time, Lazy<TableEngine>? tables = null)
        : this(tenant, blobs, time, tables, new Ledger(blobs), new LargeValueCache(blobs, LargeValueCache.DefaultMaxBytes))
    {
    }

    private TenantStores(string tenant, IBlobStore blobs, TimeProvider time, Lazy<TableEngine>? tables, Ledger ledger, LargeValueCache largeValues)
    {
        _time = time;
        _tables = tables;
        Tenant = tenant;
        Blobs = blobs;
        Jobs = new JobStore(blobs);
        Ledger = ledger;
        Attempts = new AttemptLog(blobs);
        Stops = new SupersededAttempts(blobs);
        Events = new EventLog(blobs);
        Pools = new PoolSigns(blobs, time);
        Datasets = new DatasetStore(blobs, time, tables);
        LargeValues = largeValues;
    }

    public string Tenant { get; }

    public IBlobStore Blobs { get; }

    public JobStore Jobs { get; }

    public Ledger Ledger { get; }

    public AttemptLog Attempts { get; }

    public SupersededAttempts Stops { get; }

    public EventLog Events { get; }

    public PoolSigns Pools { get; }

    public DatasetStore Datasets { get; }

    /// <summary>Large values that this process has loaded.</summary>
    internal LargeValueCache LargeValues { get; }

    /// <summary>The same tenant, with every call counted. What this process knows of the tenant already is shared; loads of large values serve all units, and count for none.</summary>
    public TenantStores CountedBy(StorageCounts counts)
    {
        var counted = counts.Count(Blobs);
        return new TenantStores(Tenant, counted, _time, _tables, Ledger.Over(counted), LargeValues);
    }
}

/// <summary>The tenants of one account: each has a container of its own.</summary>
/// <param name="account">Where their data lies.</param>
/// <param name="time">The clock.</param>
/// <param name="tables">Reads and writes checkpoints of datasets' logs; null: an engine of their own.</param>
public sealed class Tenants(IBlobAccount account, TimeProvider time, Lazy<TableEngine>? tables = null)
{
    /// <summary>The tenant of those who name none.</summary>
    public const string Default = "default";

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TenantStores> _stores = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The name breaks the rule; see <see cref="Problem"/>.</exception>
    public TenantStores this[string tenant] =>
        Problem(tenant) is { } problem ? throw new ArgumentException(problem, nameof(tenant))
        : _stores.GetOrAdd(tenant, t => new TenantStores(t, account.GetContainer(t), time, tables));

    /// <summary>Those that this process has worked for.</summary>
    public IReadOnlyCollection<string> Used => [.. _stores.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What is wrong with a tenant's name; null when nothing is. It is part of ids and a container's name.</summary>
    public static string? Problem(string? name) =>
        name is not { Length: >= 3 and <= 40 } || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            || name.StartsWith('-') || name.EndsWith('-') || name.Contains("--", StringComparison.Ordinal)
            ? $"'{name}' is no tenant name: 3 to 40 lower-case letters, digits or single hyphens are allowed."
            : null;
}
