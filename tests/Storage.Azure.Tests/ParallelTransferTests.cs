using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure.Tests;

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class ParallelTransferTests(AzuriteFixture azurite)
{
    private const int Block = 64 * 1024;

    private static readonly BlobName A = new("a");

    private readonly byte[] _content = new byte[6 * Block];
    private readonly string _container = "p-" + Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Upload_SeveralBlocks_AreOnTheirWayAtOnce()
    {
        new Random(1).NextBytes(_content);
        await azurite.Blobs.GetContainer(_container).PutAsync(new BlobName("other"), default, BlobCondition.None, CancellationToken.None);
        var transport = new MeetingTransport(request => request.Uri.Query.Contains("comp=block&", StringComparison.Ordinal));

        await Store(transport).UploadAsync(A, new MemoryStream(_content), BlobCondition.None, CancellationToken.None);

        Assert.Equal(6, transport.Held);
        Assert.Equal(_content, (await azurite.Blobs.GetContainer(_container).GetAsync(A, CancellationToken.None))!.Bytes.ToArray());
    }

    [Fact]
    public async Task OpenRead_SeveralRanges_AreOnTheirWayAtOnce()
    {
        new Random(2).NextBytes(_content);
        await azurite.Blobs.GetContainer(_container).PutAsync(A, _content, BlobCondition.None, CancellationToken.None);
        // The first range goes alone: it tells how long the blob is.
        var transport = new MeetingTransport(request => request.Headers.TryGetValue("x-ms-range", out var range) && !range!.StartsWith("bytes=0-", StringComparison.Ordinal));
        var read = new MemoryStream();

        await using (var stream = await Store(transport).OpenReadAsync(A, BlobRange.All, CancellationToken.None)) await stream.CopyToAsync(read);

        Assert.Equal(5, transport.Held);
        Assert.Equal(_content, read.ToArray());
    }

    private IBlobStore Store(MeetingTransport transport) =>
        new AzureBlobAccount(new AzureStorageOptions { ConnectionString = azurite.ConnectionString, Transport = transport, BlockSize = Block, Parallelism = 4, MaxRetries = 0 }).GetContainer(_container);
}
