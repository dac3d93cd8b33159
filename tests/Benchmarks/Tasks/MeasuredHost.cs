using System.Diagnostics;
using System.Text.Json;
using Serverless.Client.Building;
using Serverless.Embedded;
using Serverless.Jobs.Events;
using Serverless.Logic.Messages;
using Serverless.Storage.Counting;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Json;
using Serverless.Testing;

namespace Serverless.Benchmarks.Tasks;

/// <summary>A host on a new folder, whose storage operations and engine actions are counted; each run is a new job that finds nothing recorded.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly LocalHost _host;
    private readonly StorageCounts _counts;
    private readonly CountedActivities _activities;
    private readonly TenantStores _stores;

    private MeasuredHost(TempFolder folder, LocalHost host, StorageCounts counts, CountedActivities activities)
    {
        (_folder, _host, _counts, _activities) = (folder, host, counts, activities);
        _stores = new Tenants(new LocalBlobAccount(folder.Path, TimeProvider.System), TimeProvider.System)[Tenants.Default];
    }

    public static async Task<MeasuredHost> StartAsync()
    {
        var folder = new TempFolder();
        var counts = new StorageCounts();
        var activities = new CountedActivities();
        var options = new LocalHostOptions { DataFolder = folder.Path, WrapBlobs = account => new CountingBlobAccount(account, counts), WrapCode = activities.Wrap };
        return new MeasuredHost(folder, await LocalHost.StartAsync(options), counts, activities);
    }

    public async Task<MeasuredRun> RunAsync(params GraphHandle[] outputs)
    {
        var (operations, activities, frames, bytes) = (_counts.Total, _activities.Count, _host.Engine.Appends, _host.Engine.AppendedBytes);
        var start = Stopwatch.GetTimestamp();
        var job = await _host.ComputeAsync(outputs);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new MeasuredRun(job, seconds, _counts.Total - operations)
        {
            Activities = _activities.Count - activities,
            LogRecords = _host.Engine.Appends - frames,
            LogBytes = _host.Engine.AppendedBytes - bytes,
        };
    }

    /// <summary>What the units of a job took, all together.</summary>
    public async Task<double> UnitSecondsAsync(ComputedJob job)
    {
        var seconds = 0.0;
        for (var page = 0L; await _stores.Events.ReadAsync(job.Job.Id, page, CancellationToken.None) is { } events; page++)
        {
            foreach (var ended in events.Events.Where(e => e.Type == JobEventTypes.UnitEnded)) seconds += ended.Data.Deserialize<UnitEvent>(ExecutionJson.Options)!.Report.Seconds;
        }
        return seconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>One job, measured from handing over the graph to its end.</summary>
internal sealed record MeasuredRun(ComputedJob Job, double Seconds, long StorageOperations)
{
    /// <summary>Activities that the engine ran for it.</summary>
    public long Activities { get; init; }

    /// <summary>Group commits to the engine's log.</summary>
    public long LogRecords { get; init; }

    /// <summary>Bytes of them.</summary>
    public long LogBytes { get; init; }

    public Dictionary<string, object> More() => new(StringComparer.Ordinal)
    {
        ["seconds"] = Math.Round(Seconds, 3),
        ["units"] = Job.Totals.Units,
        ["storageOperations"] = StorageOperations,
        ["storageOperationsPerUnit"] = Math.Round((double)StorageOperations / Math.Max(1, Job.Totals.Units), 1),
        ["bytesWritten"] = Job.Totals.Bytes,
        ["engineActivities"] = Activities,
        ["engineLogRecords"] = LogRecords,
        ["engineLogBytes"] = LogBytes,
    };
}
