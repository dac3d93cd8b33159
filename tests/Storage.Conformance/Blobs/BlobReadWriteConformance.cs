using System.Security.Cryptography;
using Xunit;

namespace Serverless.Storage.Conformance.Blobs;

/// <summary>Reading, writing, deleting and copying one blob.</summary>
public abstract class BlobReadWriteConformance : BlobConformance
{
    [Fact]
    public async Task Get_BlobWasPut_ReturnsItsBytesAndProperties()
    {
        var written = await PutAsync("a/b.txt", "hello");
        var found = await Store.GetAsync(Name("a/b.txt"), CancellationToken.None);
        Assert.NotNull(found);
        Assert.Equal("hello", Text(found.Bytes));
        Assert.Equal(written.ETag, found.Properties.ETag);
        Assert.Equal(5, written.Length);
        Assert.Equal(written, (await Store.GetPropertiesAsync(Name("a/b.txt"), CancellationToken.None))! with { LastModified = written.LastModified });
    }

    [Fact]
    public async Task Get_NoContainerYet_ReturnsNullEverywhere()
    {
        Assert.Null(await Store.GetAsync(Name("a"), CancellationToken.None));
        Assert.Null(await Store.GetPropertiesAsync(Name("a"), CancellationToken.None));
        Assert.False(await Store.DeleteAsync(Name("a"), BlobCondition.None, CancellationToken.None));
        Assert.Empty(await ListAsync(""));
        var missing = await Assert.ThrowsAsync<BlobNotFoundException>(() => Store.OpenReadAsync(Name("a"), BlobRange.All, CancellationToken.None));
        Assert.Equal(Name("a"), missing.Name);
        await Assert.ThrowsAsync<BlobNotFoundException>(() => Store.CopyAsync(Name("a"), Name("b"), BlobCondition.None, CancellationToken.None));
        await Store.DeleteManyAsync([Name("a"), Name("b")], CancellationToken.None);
    }

    [Fact]
    public async Task Put_EmptyContent_IsABlobOfNoBytes()
    {
        await PutAsync("empty", "");
        Assert.Equal("", await GetAsync("empty"));
        await using var stream = await Store.OpenReadAsync(Name("empty"), BlobRange.All, CancellationToken.None);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Theory]
    [InlineData(0, null, "0123456789")]
    [InlineData(3, null, "3456789")]
    [InlineData(3, 4L, "3456")]
    [InlineData(8, 100L, "89")]
    [InlineData(10, null, "")]
    [InlineData(11, 5L, "")]
    [InlineData(4, 0L, "")]
    public async Task OpenRead_Range_IsCutAtTheEnd(long offset, long? length, string expected)
    {
        await PutAsync("digits", "0123456789");
        await using var stream = await Store.OpenReadAsync(Name("digits"), new BlobRange(offset, length), CancellationToken.None);
        using var reader = new StreamReader(stream);
        Assert.Equal(expected, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task OpenRead_BlobIsReplacedMeanwhile_ReadsTheVersionItOpened()
    {
        await PutAsync("a", "old content");
        await using var stream = await Store.OpenReadAsync(Name("a"), BlobRange.All, CancellationToken.None);
        await PutAsync("a", "NEW CONTENT, and longer");
        using var reader = new StreamReader(stream);
        Assert.Equal("old content", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Put_BufferChangesAfterwards_BlobDoesNot()
    {
        var buffer = Bytes("mine").ToArray();
        await Store.PutAsync(Name("a"), buffer, BlobCondition.None, CancellationToken.None);
        buffer.AsSpan().Fill((byte)'x');
        Assert.Equal("mine", await GetAsync("a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_ManyBlocks_ComesBackTheSame(bool seekable)
    {
        var bytes = new byte[9_500_000];
        new Random(7).NextBytes(bytes);
        using var memory = new MemoryStream(bytes);
        await using Stream source = seekable ? memory : new Streams.ForwardStream(memory);
        var written = await Store.UploadAsync(Name("big"), source, BlobCondition.IfAbsent, CancellationToken.None);
        Assert.Equal(bytes.Length, written.Length);
        await using var stream = await Store.OpenReadAsync(Name("big"), new BlobRange(1_000_000), CancellationToken.None);
        Assert.Equal(SHA256.HashData(bytes.AsSpan(1_000_000)), await SHA256.HashDataAsync(stream));
    }

    [Fact]
    public async Task Delete_BlobIsThere_TrueOnceThenFalse()
    {
        await PutAsync("a/b", "x");
        Assert.True(await Store.DeleteAsync(Name("a/b"), BlobCondition.None, CancellationToken.None));
        Assert.False(await Store.DeleteAsync(Name("a/b"), BlobCondition.None, CancellationToken.None));
        Assert.Null(await GetAsync("a/b"));
        await PutAsync("a/b", "again");
        Assert.Equal("again", await GetAsync("a/b"));
    }

    [Fact]
    public async Task DeleteMany_SomeAreMissing_OnlyTheOthersStay()
    {
        foreach (var name in Enumerable.Range(0, 20)) await PutAsync($"d/{name:00}", "x");
        await Store.DeleteManyAsync([.. Enumerable.Range(5, 30).Select(n => Name($"d/{n:00}"))], CancellationToken.None);
        Assert.Equal(["d/00", "d/01", "d/02", "d/03", "d/04"], await ListAsync("d/"));
    }

    [Fact]
    public async Task Copy_SourceIsThere_DestinationIsAnIndependentBlob()
    {
        await PutAsync("source", "content");
        var copied = await Store.CopyAsync(Name("source"), Name("copies/one"), BlobCondition.IfAbsent, CancellationToken.None);
        Assert.Equal(7, copied.Length);
        await PutAsync("source", "changed");
        Assert.Equal("content", await GetAsync("copies/one"));
        Assert.Equal(copied.ETag, (await Store.GetPropertiesAsync(Name("copies/one"), CancellationToken.None))!.ETag);
        await Assert.ThrowsAsync<StorageConflictException>(() => Store.CopyAsync(Name("source"), Name("copies/one"), BlobCondition.IfAbsent, CancellationToken.None));
        Assert.Equal("content", await GetAsync("copies/one"));
    }

    [Fact]
    public async Task GetContainer_TwoContainers_DoNotShareBlobs()
    {
        await PutAsync("a", "here");
        Assert.Null(await Account.GetContainer("other-" + Guid.NewGuid().ToString("n")[..8]).GetAsync(Name("a"), CancellationToken.None));
        Assert.Throws<ArgumentException>(() => Account.GetContainer("../up"));
        Assert.Throws<ArgumentException>(() => Account.GetContainer("UPPER"));
    }

    [Fact]
    public async Task AnyCall_TokenIsCancelled_ThrowsAndChangesNothing()
    {
        var stopped = new CancellationToken(canceled: true);
        await PutAsync("a", "before");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(Name("a"), Bytes("after"), BlobCondition.None, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.UploadAsync(Name("a"), new MemoryStream([1]), BlobCondition.None, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.GetAsync(Name("a"), stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.OpenReadAsync(Name("a"), BlobRange.All, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.GetPropertiesAsync(Name("a"), stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteAsync(Name("a"), BlobCondition.None, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteManyAsync([Name("a")], stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CopyAsync(Name("a"), Name("b"), BlobCondition.None, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.ListAsync("", stopped)) { }
        });
        Assert.Equal("before", await GetAsync("a"));
        Assert.Equal(["a"], await ListAsync(""));
    }

    [Fact]
    public async Task Upload_CancelledInTheMiddle_LeavesTheOldBlob()
    {
        await PutAsync("a", "before");
        using var stop = new CancellationTokenSource();
        await using var endless = new Streams.GeneratedStream(long.MaxValue, onRead: read =>
        {
            if (read > 12_000_000) stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.UploadAsync(Name("a"), endless, BlobCondition.None, stop.Token));
        Assert.Equal("before", await GetAsync("a"));
    }

    [Fact]
    public async Task Upload_SourceFails_LeavesTheOldBlobAndSaysWhy()
    {
        await PutAsync("a", "before");
        await using var broken = new Streams.GeneratedStream(long.MaxValue, onRead: read =>
        {
            if (read > 6_000_000) throw new InvalidDataException("the source broke");
        });
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Store.UploadAsync(Name("a"), broken, BlobCondition.None, CancellationToken.None));
        Assert.Contains("the source broke", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal("before", await GetAsync("a"));
    }
}
