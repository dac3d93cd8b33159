using System.Diagnostics;
using Serverless.Native.Files;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Benchmarks.Storage;

/// <summary>Small durable writes, against as many plain files written and flushed.</summary>
internal sealed class LocalPuts : IBenchmark
{
    private const int AtOnce = 32;

    public string Name => "storage.local-puts";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 500 : 20_000;
        var content = new byte[1024];
        using var folder = new TempFolder();
        var store = new LocalBlobAccount(folder.Of("store"), TimeProvider.System).GetContainer("tenant");
        Directory.CreateDirectory(folder.Of("plain"));
        var fsync = FsyncMilliseconds(folder.Of("fsync"), quick ? 50 : 500);
        var (value, limit) = await Rates.AlternateAsync(
            count,
            round => Rates.EachAsync(count, AtOnce, i => store.PutAsync(new BlobName($"r{round}/{i % 16}/{i}"), content, BlobCondition.IfAbsent, cancellationToken), cancellationToken),
            round => Rates.EachAsync(count, AtOnce, i => Task.Run(() => WritePlain(folder.Of("plain", $"{round}-{i}"), content), cancellationToken), cancellationToken));
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{count} blobs of 1 KiB, created if absent, {AtOnce} at once, file and folder flushed",
            Value = value,
            Unit = "puts/s",
            Target = 5000,
            Limit = limit,
            LimitIs = "plain files written and flushed, folders not",
            Ratio = Math.Round(value / limit, 3),
            More = new() { ["fsyncMs"] = fsync },
        };
    }

    private static void WritePlain(string path, byte[] content)
    {
        using var file = DiskFileSystem.Instance.Open(path, FileOpening.CreateNew);
        file.Write(content, 0);
        file.Flush();
    }

    /// <summary>What one flush of one written page costs here, no one else asking.</summary>
    private static double FsyncMilliseconds(string path, int times)
    {
        using var file = DiskFileSystem.Instance.Open(path, FileOpening.CreateNew);
        var page = new byte[4096];
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
        {
            file.Write(page, i * page.Length);
            file.Flush();
        }
        return Math.Round(clock.Elapsed.TotalMilliseconds / times, 4);
    }
}
