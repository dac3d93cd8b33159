using System.Diagnostics;
using Serverless.Client.Building;
using Serverless.Embedded;
using Serverless.Storage.Counting;

namespace Serverless.Benchmarks.Tasks;

/// <summary>A host on a new folder, whose storage operations are counted; each run is a new job that finds nothing recorded.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    private readonly LocalHost _host;
    private readonly StorageCounts _counts;

    private MeasuredHost(LocalHost host, StorageCounts counts) => (_host, _counts) = (host, counts);

    public static async Task<MeasuredHost> StartAsync()
    {
        var counts = new StorageCounts();
        return new MeasuredHost(await LocalHost.StartAsync(new LocalHostOptions { WrapBlobs = account => new CountingBlobAccount(account, counts) }), counts);
    }

    public async Task<MeasuredRun> RunAsync(params GraphHandle[] outputs)
    {
        var before = _counts.Total;
        var start = Stopwatch.GetTimestamp();
        var job = await _host.ComputeAsync(outputs);
        return new MeasuredRun(job, Stopwatch.GetElapsedTime(start).TotalSeconds, _counts.Total - before);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>One job, measured from handing over the graph to its end.</summary>
internal sealed record MeasuredRun(ComputedJob Job, double Seconds, long StorageOperations)
{
    public Dictionary<string, object> More() => new(StringComparer.Ordinal)
    {
        ["seconds"] = Math.Round(Seconds, 3),
        ["units"] = Job.Totals.Units,
        ["storageOperations"] = StorageOperations,
        ["storageOperationsPerUnit"] = Math.Round((double)StorageOperations / Math.Max(1, Job.Totals.Units), 1),
        ["bytesWritten"] = Job.Totals.Bytes,
    };
}
