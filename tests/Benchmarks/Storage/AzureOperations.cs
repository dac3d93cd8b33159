using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Storage;
using Serverless.Storage.Azure;
using Serverless.Testing;

namespace Serverless.Benchmarks.Storage;

/// <summary>Puts and gets through the port on Azurite, against the bare SDK.</summary>
internal sealed class AzureOperations : IBenchmark
{
    private const int AtOnce = 8;

    public string Name => "storage.azure-operations";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 50 : 500;
        var content = new byte[1024];
        await using var azurite = await Azurite.StartAsync();
        var store = AzureBlobAccount.Of(azurite.ConnectionString).GetContainer("port");
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02);
        var bare = new BlobServiceClient(azurite.ConnectionString, options).GetBlobContainerClient("bare");
        await bare.CreateAsync(cancellationToken: cancellationToken);
        await store.PutAsync(new BlobName("first"), content, BlobCondition.None, cancellationToken);
        var (value, limit) = await Rates.AlternateAsync(
            2 * count,
            round => Rates.EachAsync(count, AtOnce, async i =>
            {
                var name = new BlobName($"{round}/{i}");
                await store.PutAsync(name, content, BlobCondition.IfAbsent, cancellationToken);
                await store.GetAsync(name, cancellationToken);
            }, cancellationToken),
            round => Rates.EachAsync(count, AtOnce, async i =>
            {
                var blob = bare.GetBlobClient($"{round}/{i}");
                await blob.UploadAsync(new BinaryData(content), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = Azure.ETag.All } }, cancellationToken);
                await blob.DownloadContentAsync(cancellationToken);
            }, cancellationToken));
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{count} conditional puts and as many gets of 1 KiB, {AtOnce} at once, on Azurite",
            Value = value,
            Unit = "operations/s",
            Limit = limit,
            LimitIs = "bare SDK",
            Ratio = Math.Round(value / limit, 3),
            // As many as the SDK, within what two runs of the same program differ by on a shared machine.
            TargetRatio = 0.95,
        };
    }
}
