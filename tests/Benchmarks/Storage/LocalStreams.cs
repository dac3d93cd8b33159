using Serverless.Native.Files;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Benchmarks.Storage;

/// <summary>A large file into the store and out again, against copying it twice and flushing the first copy, as the store does.</summary>
internal sealed class LocalStreams : IBenchmark
{
    private const int Buffer = 1024 * 1024;

    public string Name => "storage.local-streams";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var mebibytes = quick ? 16 : 1024;
        using var folder = new TempFolder();
        var source = folder.Of("source");
        await using (var file = File.Create(source))
        {
            var block = new byte[Buffer];
            new Random(1).NextBytes(block);
            for (var i = 0; i < mebibytes; i++) await file.WriteAsync(block, cancellationToken);
        }
        var store = new LocalBlobAccount(folder.Of("store"), TimeProvider.System).GetContainer("tenant");
        var (value, limit) = await Rates.AlternateAsync(
            2 * mebibytes,
            _ => ThroughStoreAsync(store, source, folder.Of("out"), cancellationToken),
            _ => Task.Run(() => CopyTwice(source, folder.Of("copy"), folder.Of("out")), cancellationToken));
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{mebibytes} MiB uploaded from a file (flushed) and read back into a file (not flushed)",
            Value = value,
            Unit = "MiB/s",
            Limit = limit,
            LimitIs = "File.Copy and a flush, then File.Copy",
            Ratio = Math.Round(value / limit, 3),
            TargetRatio = 0.8,
        };
    }

    private static async Task ThroughStoreAsync(IBlobStore store, string source, string target, CancellationToken cancellationToken)
    {
        var name = new BlobName("large");
        await using (var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            await store.UploadAsync(name, input, BlobCondition.None, cancellationToken);
        await using (var blob = await store.OpenReadAsync(name, BlobRange.All, cancellationToken))
        await using (var output = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            await blob.CopyToAsync(output, Buffer, cancellationToken);
        File.Delete(target);
        await store.DeleteAsync(name, BlobCondition.None, cancellationToken);
    }

    private static void CopyTwice(string source, string copy, string target)
    {
        File.Copy(source, copy);
        using (var file = DiskFileSystem.Instance.Open(copy, FileOpening.ReadWrite)) file.Flush();
        File.Copy(copy, target);
        File.Delete(target);
        File.Delete(copy);
    }
}
