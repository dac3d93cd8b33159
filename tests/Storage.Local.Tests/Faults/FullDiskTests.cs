using System.Text;
using Serverless.Native.Files;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests.Faults;

public sealed class FullDiskTests
{
    [Fact]
    public Task DiskFillsUpAtAnyChange_ErrorSaysSoAndNothingIsLost() => EachChangeAsync(FileFault.Full, "is full");

    [Fact]
    public Task FolderIsReadOnlyFromAnyChange_ErrorSaysSoAndNothingIsLost() =>
        EachChangeAsync(path => new UnauthorizedAccessException($"Access to the path '{path}' is denied."), "may not be written to");

    [Fact]
    public async Task Check_FolderCannotBeMade_SaysWhichAndWhy()
    {
        using var folder = new TempFolder();
        var file = folder.Of("file");
        await File.WriteAllTextAsync(file, "");
        var fault = await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            new LocalBlobAccount(Path.Combine(file, "store"), TimeProvider.System).CheckAsync(CancellationToken.None));
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        await new LocalBlobAccount(folder.Of("new", "store"), TimeProvider.System).CheckAsync(CancellationToken.None);
        Assert.Empty(Directory.EnumerateFiles(folder.Of("new", "store")));
    }

    private static async Task EachChangeAsync(Func<string, Exception> fault, string wording)
    {
        for (var change = 1; ; change++)
        {
            using var folder = new TempFolder();
            await PutAsync(new LocalBlobAccount(folder.Path, TimeProvider.System), "a", "before");
            var disk = new BrokenFileSystem(change, fault);
            var broken = new LocalBlobAccount(folder.Path, TimeProvider.System, disk);
            var queue = new LocalQueueAccount(folder.Path, TimeProvider.System, disk).GetQueue("units");
            try
            {
                await PutAsync(broken, "new/b", "after");
                await PutAsync(broken, "a", "after");
                await queue.PutAsync("m"u8.ToArray(), TimeSpan.Zero, CancellationToken.None);
                Assert.False(disk.WasHit);
                Assert.InRange(change, 10, 100);
                return;
            }
            catch (StorageFullException e)
            {
                Assert.Contains(wording, e.Message, StringComparison.Ordinal);
                Assert.Contains(folder.Path, e.Message, StringComparison.Ordinal);
                Assert.NotNull(e.InnerException);
            }
            Assert.Contains(await GetAsync(broken, "a"), (string[])["before", "after"]);
            Assert.Contains(await GetAsync(broken, "new/b"), (string?[])[null, "after"]);
            disk.Mended = true;
            await PutAsync(broken, "a", "mended");
            Assert.Equal("mended", await GetAsync(broken, "a"));
        }
    }

    private static Task<BlobProperties> PutAsync(LocalBlobAccount account, string name, string text) =>
        account.GetContainer("tenant").PutAsync(new BlobName(name), Encoding.UTF8.GetBytes(text), BlobCondition.None, CancellationToken.None);

    private static async Task<string?> GetAsync(LocalBlobAccount account, string name) =>
        await account.GetContainer("tenant").GetAsync(new BlobName(name), CancellationToken.None) is { } found ? Encoding.UTF8.GetString(found.Bytes.Span) : null;
}
