using System.Text;
using Serverless.Storage.Conformance.Streams;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests.Faults;

/// <summary>The token is cancelled just before the n-th change that an operation makes on the disk, n growing until it makes no more.</summary>
public sealed class CancellationTests
{
    private static readonly BlobName A = new("a/b");

    [Fact]
    public Task Put_CancelledAtAnyChange_IsOldOrNew() => EachChangeAsync((store, _, stop) => store.PutAsync(A, "after"u8.ToArray(), BlobCondition.None, stop));

    [Fact]
    public Task Put_NewFolderCancelledAtAnyChange_IsAbsentOrNew() => EachChangeAsync((store, _, stop) => store.PutAsync(new BlobName("new/b"), "after"u8.ToArray(), BlobCondition.IfAbsent, stop));

    [Fact]
    public Task Upload_FileCancelledAtAnyChange_IsOldOrNew() => EachChangeAsync(async (store, folder, stop) =>
    {
        await File.WriteAllTextAsync(folder.Of("source"), "after", CancellationToken.None);
        await using var source = File.OpenRead(folder.Of("source"));
        await store.UploadAsync(A, source, BlobCondition.None, stop);
    });

    [Fact]
    public Task Upload_StreamCancelledAtAnyChange_IsOldOrNew() =>
        EachChangeAsync((store, _, stop) => store.UploadAsync(A, new ForwardStream(new MemoryStream("after"u8.ToArray())), BlobCondition.None, stop));

    [Fact]
    public Task Copy_CancelledAtAnyChange_IsAbsentOrWhole() => EachChangeAsync((store, _, stop) => store.CopyAsync(A, new BlobName("new/b"), BlobCondition.None, stop));

    [Fact]
    public async Task Queue_CancelledAtAnyChange_MessageIsInOnePlace()
    {
        for (var change = 1; ; change++)
        {
            using var folder = new TempFolder();
            using var stop = new CancellationTokenSource();
            var time = new ManualTime();
            await new LocalQueueAccount(folder.Path, time).GetQueue("units").PutAsync("m"u8.ToArray(), TimeSpan.Zero, CancellationToken.None);
            var disk = new BrokenFileSystem(change, _ =>
            {
                stop.Cancel();
                return null;
            });
            var queue = new LocalQueueAccount(folder.Path, time, disk).GetQueue("units");
            try
            {
                var lease = await queue.LeaseAsync(TimeSpan.FromMinutes(1), TimeSpan.Zero, stop.Token);
                lease = await queue.RenewAsync(lease!, TimeSpan.FromMinutes(1), stop.Token);
                await queue.DeadLetterAsync(lease, "why", stop.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.True(disk.WasHit);
            }
            time.Advance(TimeSpan.FromMinutes(2));
            var again = await queue.LeaseAsync(TimeSpan.FromMinutes(1), TimeSpan.Zero, CancellationToken.None);
            var letters = await queue.PeekDeadLettersAsync(32, CancellationToken.None);
            // A letter that was written under a lease which then ran out may be there besides its message; it is replaced when the message is set aside again.
            Assert.True(again is not null || letters.Count == 1, $"Lost at change {change}.");
            if (disk.WasHit) continue;
            Assert.Null(again);
            Assert.InRange(change, 5, 50);
            return;
        }
    }

    private static async Task EachChangeAsync(Func<IBlobStore, TempFolder, CancellationToken, Task> write)
    {
        var cancelled = 0;
        for (var change = 1; ; change++)
        {
            using var folder = new TempFolder();
            using var stop = new CancellationTokenSource();
            var plain = new LocalBlobAccount(folder.Path, TimeProvider.System).GetContainer("tenant");
            await plain.PutAsync(A, "before"u8.ToArray(), BlobCondition.None, CancellationToken.None);
            var disk = new BrokenFileSystem(change, _ =>
            {
                stop.Cancel();
                return null;
            });
            var store = new LocalBlobAccount(folder.Path, TimeProvider.System, disk).GetContainer("tenant");
            try
            {
                await write(store, folder, stop.Token);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
            disk.Mended = true;
            await foreach (var blob in plain.ListAsync("", CancellationToken.None)) Assert.Contains(await TextAsync(plain, blob.Name), (string[])["before", "after"]);
            Assert.Empty(Directory.EnumerateFiles(folder.Of("blobs", "tenant", "staging")));
            // No lock is held, nothing is in the way.
            await store.PutAsync(A, "again"u8.ToArray(), BlobCondition.None, CancellationToken.None);
            Assert.Equal("again", await TextAsync(plain, A));
            if (stop.IsCancellationRequested) continue;
            Assert.InRange(cancelled, 2, 100);
            return;
        }
    }

    private static async Task<string> TextAsync(IBlobStore store, BlobName name) => Encoding.UTF8.GetString((await store.GetAsync(name, CancellationToken.None))!.Bytes.Span);
}
