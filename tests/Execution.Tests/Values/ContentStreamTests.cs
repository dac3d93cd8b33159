using System.Security.Cryptography;
using Serverless.Storage;
using Serverless.Storage.Azure;
using Serverless.Storage.Azure.Connection;
using Serverless.Store.Content;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Values;

/// <summary>Contents that are stored again while somebody reads them, on a store that reads one version only.</summary>
[Trait("Needs", "Node")]
public sealed class ContentStreamTests : IAsyncLifetime
{
    private const int Range = 64 * 1024;

    private readonly byte[] _content = new byte[8 * Range];
    private Azurite? _azurite;
    private IBlobStore _blobs = null!;
    private BlobName _name;

    public async Task InitializeAsync()
    {
        new Random(1).NextBytes(_content);
        _name = StoredStreams.NameOf(Convert.ToHexStringLower(SHA256.HashData(_content)));
        _azurite = await Azurite.StartAsync();
        _blobs = new AzureBlobAccount(new AzureStorageOptions { ConnectionString = _azurite.ConnectionString, BlockSize = Range, Parallelism = 1, MaxRetries = 0 }).GetContainer("content");
        await WriteAsync(_content);
    }

    public async Task DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task Read_StoredAgainTwiceMeanwhile_GoesOnWithTheSameBytes()
    {
        await using var reader = await ContentBlob.OpenAsync(_blobs, _name, CancellationToken.None);
        var read = new byte[_content.Length];
        await reader.ReadExactlyAsync(read.AsMemory(0, 1000));
        await WriteAsync(_content);
        await reader.ReadExactlyAsync(read.AsMemory(1000, 4 * Range));
        await WriteAsync(_content);

        // What the standard library's readers do.
        await Task.Run(() => reader.ReadExactly(read, 1000 + (4 * Range), read.Length - 1000 - (4 * Range)));

        Assert.Equal(_content, read);
        Assert.Equal(0, await reader.ReadAsync(new byte[1]));
    }

    // What this store does without: the test above could not fail otherwise.
    [Fact]
    public async Task Read_StoredAgainUnderAnyOtherName_FailsAsThePortSays()
    {
        await using var reader = await _blobs.OpenReadAsync(_name, BlobRange.All, CancellationToken.None);
        await reader.ReadExactlyAsync(new byte[1000]);
        await WriteAsync(_content);

        await Assert.ThrowsAsync<StorageConflictException>(async () => await reader.ReadExactlyAsync(new byte[_content.Length - 1000]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_DeletedOrGivenUpMeanwhile_Fails(bool isDeleted)
    {
        await using var reader = await ContentBlob.OpenAsync(_blobs, _name, CancellationToken.None);
        await reader.ReadExactlyAsync(new byte[1000]);
        if (isDeleted) await _blobs.DeleteAsync(_name, BlobCondition.None, CancellationToken.None);
        else await WriteAsync([]);

        await Assert.ThrowsAsync<StorageConflictException>(async () => await reader.ReadExactlyAsync(new byte[_content.Length - 1000]));
    }

    private Task<BlobProperties> WriteAsync(byte[] content) => _blobs.PutAsync(_name, content, BlobCondition.None, CancellationToken.None);
}
