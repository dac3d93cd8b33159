using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Benchmarks.Storage;

/// <summary>Small reads from the kernel's cache, against opening and reading plain files.</summary>
internal sealed class LocalGets : IBenchmark
{
    private const int AtOnce = 8;
    private const int Blobs = 1000;

    public string Name => "storage.local-gets";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 2_000 : 100_000;
        var content = new byte[1024];
        using var folder = new TempFolder();
        var store = new LocalBlobAccount(folder.Of("store"), TimeProvider.System).GetContainer("tenant");
        Directory.CreateDirectory(folder.Of("plain"));
        for (var i = 0; i < Blobs; i++)
        {
            await store.PutAsync(new BlobName($"a/{i}"), content, BlobCondition.None, cancellationToken);
            await File.WriteAllBytesAsync(folder.Of("plain", $"{i}"), content, cancellationToken);
        }
        var names = Enumerable.Range(0, Blobs).Select(i => new BlobName($"a/{i}")).ToList();
        var paths = Enumerable.Range(0, Blobs).Select(i => folder.Of("plain", $"{i}")).ToList();
        var (value, limit) = await Rates.AlternateAsync(
            count,
            _ => Rates.EachAsync(count, AtOnce, i => store.GetAsync(names[i % Blobs], cancellationToken), cancellationToken),
            _ => Rates.EachAsync(count, AtOnce, i => Read(paths[i % Blobs]), cancellationToken));
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{count} gets of {Blobs} blobs of 1 KiB, {AtOnce} at once",
            Value = value,
            Unit = "gets/s",
            Target = 20_000,
            Limit = limit,
            LimitIs = "file opened, read and closed",
            Ratio = Math.Round(value / limit, 3),
        };
    }

    /// <summary>The shortest way that .NET has: the bytes and nothing else.</summary>
    private static Task Read(string path)
    {
        using var file = File.OpenHandle(path);
        var bytes = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, bytes, 0);
        return Task.CompletedTask;
    }
}
