using Serverless.Storage.Counting;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests;

public sealed class CountingTests : IDisposable
{
    private static readonly BlobName A = new("a");
    private static readonly BlobName B = new("b");

    private readonly TempFolder _folder = new();
    private readonly StorageCounts _counts = new();

    [Fact]
    public async Task Blobs_EveryCall_CountsUnderItsKind()
    {
        var account = new CountingBlobAccount(new LocalBlobAccount(_folder.Path, TimeProvider.System), _counts);
        var blobs = account.GetContainer("tenant");

        await account.CheckAsync(default);
        await blobs.PutAsync(A, new byte[] { 1 }, BlobCondition.None, default);
        await blobs.UploadAsync(B, new MemoryStream([2]), BlobCondition.None, default);
        await Assert.ThrowsAsync<StorageConflictException>(() => blobs.PutAsync(A, new byte[] { 1 }, BlobCondition.IfAbsent, default));
        await blobs.GetAsync(A, default);
        await (await blobs.OpenReadAsync(A, BlobRange.All, default)).DisposeAsync();
        await blobs.GetPropertiesAsync(A, default);
        await foreach (var _ in blobs.ListAsync("", default)) { }
        await foreach (var _ in blobs.ListFolderAsync("", default)) { }
        await blobs.CopyAsync(A, new BlobName("c"), BlobCondition.None, default);
        await blobs.DeleteAsync(new BlobName("c"), BlobCondition.None, default);
        await blobs.DeleteManyAsync([A, B], default);

        Assert.Equal(
            "blob.check=1 blob.copy=1 blob.delete=3 blob.get=1 blob.list=2 blob.open=1 blob.properties=1 blob.put=2 blob.upload=1",
            string.Join(' ', _counts.Snapshot().Select(kind => $"{kind.Key}={kind.Value}")));
        Assert.Equal(13, _counts.Total);
    }

    [Fact]
    public async Task Blobs_OfALocalStore_AreStillReadInPlace()
    {
        var blobs = _counts.Count(new LocalBlobAccount(_folder.Path, TimeProvider.System).GetContainer("tenant"));
        await blobs.PutAsync(A, new byte[] { 7 }, BlobCondition.None, default);

        var file = Assert.IsAssignableFrom<ILocalFiles>(blobs).FindFile(A);

        Assert.Equal([7], await File.ReadAllBytesAsync(file!));
        Assert.Equal(1, _counts["blob.open"]);
    }

    [Fact]
    public async Task Queues_EveryCall_CountsUnderItsKind()
    {
        var account = new CountingQueueAccount(new LocalQueueAccount(_folder.Path, TimeProvider.System), _counts);
        var queue = account.GetQueue("work");

        await account.CheckAsync(default);
        for (var i = 0; i < 3; i++) await queue.PutAsync(new byte[] { 1 }, TimeSpan.Zero, default);
        await queue.CompleteAsync(await LeaseAsync(), default);
        await queue.DeadLetterAsync(await LeaseAsync(), "bad", default);
        await queue.AbandonAsync(await queue.RenewAsync(await LeaseAsync(), TimeSpan.FromMinutes(2), default), TimeSpan.Zero, default);
        await queue.PeekDeadLettersAsync(1, default);
        await queue.CountAsync(default);

        Assert.Equal(
            "queue.abandon=1 queue.check=1 queue.complete=1 queue.count=1 queue.dead-letter=1 queue.lease=3 queue.peek=1 queue.put=3 queue.renew=1",
            string.Join(' ', _counts.Snapshot().Select(kind => $"{kind.Key}={kind.Value}")));

        async Task<QueueLease> LeaseAsync() => (await queue.LeaseAsync(TimeSpan.FromMinutes(1), TimeSpan.Zero, default))!;
    }

    public void Dispose() => _folder.Dispose();
}
