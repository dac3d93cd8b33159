using System.Text;
using Serverless.Storage.Local.Tests.Faults;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests.Queues;

public sealed class WaitingTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task Lease_ManyWaitAndAnotherProcessPuts_OneGetsIt(int delayMilliseconds)
    {
        using var folder = new TempFolder();
        var queue = new LocalQueueAccount(folder.Path, TimeProvider.System).GetQueue("units");
        // Another file system object shares nothing with the first, as another process would.
        var other = new LocalQueueAccount(folder.Path, TimeProvider.System, new BrokenFileSystem(int.MaxValue, _ => null)).GetQueue("units");
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 8).Select(_ => queue.LeaseAsync(Minute, Minute, stop.Token)).ToList();

        await other.PutAsync("m"u8.ToArray(), TimeSpan.FromMilliseconds(delayMilliseconds), CancellationToken.None);
        var first = await Task.WhenAny(waiting);

        Assert.Equal("m", Encoding.UTF8.GetString((await first)!.Body.Span));
        Assert.Equal(7, waiting.Count(w => !w.IsCompleted));
        await stop.CancelAsync();
        foreach (var left in waiting.Where(w => w != first)) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
    }

    [Fact]
    public async Task Lease_FolderBecomesUnreadable_EndsTheWaitWithTheError()
    {
        using var folder = new TempFolder();
        var broken = new UnlistableFileSystem();
        var queue = new LocalQueueAccount(folder.Path, TimeProvider.System, broken).GetQueue("units");
        var waiting = queue.LeaseAsync(Minute, Minute, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        broken.IsBroken = true;

        var fault = await Assert.ThrowsAnyAsync<StorageException>(() => waiting);
        Assert.Contains("queue 'units'", fault.Message, StringComparison.Ordinal);
    }
}
