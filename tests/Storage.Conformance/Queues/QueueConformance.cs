using System.Collections.Concurrent;
using System.Text;
using Xunit;

namespace Serverless.Storage.Conformance.Queues;

/// <summary>The contract of queues.</summary>
public abstract class QueueConformance
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private readonly string _name = "q-" + Guid.NewGuid().ToString("n")[..20];

    /// <summary>The adapter under test.</summary>
    protected abstract IQueueAccount Account { get; }

    /// <summary>Messages in the test of many consumers.</summary>
    protected virtual int Many => 400;

    private IWorkQueue Queue => Account.GetQueue(_name);

    [Fact]
    public async Task Lease_MessageWasPut_GivesItsBodyAndHidesIt()
    {
        await PutAsync("hello");
        var lease = await LeaseAsync(Minute);
        Assert.Equal("hello", Text(lease.Body));
        Assert.Equal(1, lease.DequeueCount);
        Assert.Null(await Queue.LeaseAsync(Minute, TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(1, await Queue.CountAsync(CancellationToken.None));
        await Queue.CompleteAsync(lease, CancellationToken.None);
        Assert.Equal(0, await Queue.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Lease_EmptyQueue_NullAfterTheWait()
    {
        Assert.Null(await Queue.LeaseAsync(Minute, TimeSpan.Zero, CancellationToken.None));
        Assert.Null(await Queue.LeaseAsync(Minute, TimeSpan.FromMilliseconds(100), CancellationToken.None));
        Assert.Equal(0, await Queue.CountAsync(CancellationToken.None));
        Assert.Empty(await Queue.PeekDeadLettersAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Lease_MessageComesWhileWaiting_IsGivenToTheWaiter()
    {
        var waiting = Queue.LeaseAsync(Minute, MaxWait, CancellationToken.None);
        await PutAsync("late");
        Assert.Equal("late", Text((await waiting)!.Body));
    }

    [Fact]
    public async Task Put_SeveralMessages_ComeInOrder()
    {
        for (var i = 0; i < 5; i++) await PutAsync($"{i}");
        for (var i = 0; i < 5; i++) Assert.Equal($"{i}", Text((await LeaseAsync(Minute)).Body));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(IWorkQueue.MaxBodyBytes)]
    public async Task Put_AnyBytesUpToTheLimit_ComeBackTheSame(int length)
    {
        var body = new byte[length];
        new Random(3).NextBytes(body);
        await Queue.PutAsync(body, TimeSpan.Zero, CancellationToken.None);
        var lease = await LeaseAsync(Minute);
        Assert.Equal(body, lease.Body.ToArray());
        await Queue.DeadLetterAsync(lease, new string('é', 10_000) + "\"\\<>", CancellationToken.None);
        var letter = Assert.Single(await Queue.PeekDeadLettersAsync(1, CancellationToken.None));
        Assert.Equal(body, letter.Body.ToArray());
        Assert.StartsWith("éé", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_OverTheLimit_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Queue.PutAsync(new byte[IWorkQueue.MaxBodyBytes + 1], TimeSpan.Zero, CancellationToken.None));

    [Fact]
    public async Task Put_Delayed_IsSeenAfterTheDelayOnly()
    {
        await Queue.PutAsync(Bytes("later"), Second, CancellationToken.None);
        Assert.Null(await Queue.LeaseAsync(Minute, TimeSpan.Zero, CancellationToken.None));
        Assert.Equal("later", Text((await LeaseAsync(Minute)).Body));
    }

    [Fact]
    public async Task Lease_ItEnds_TheNextHolderFencesTheFirstOut()
    {
        await PutAsync("x");
        var first = await LeaseAsync(Second);
        var second = await LeaseAsync(Minute);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(2, second.DequeueCount);
        Assert.NotEqual(first.Receipt, second.Receipt);
        await Assert.ThrowsAsync<LeaseLostException>(() => Queue.CompleteAsync(first, CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => Queue.RenewAsync(first, Minute, CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => Queue.AbandonAsync(first, TimeSpan.Zero, CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => Queue.DeadLetterAsync(first, "no", CancellationToken.None));
        Assert.Empty(await Queue.PeekDeadLettersAsync(1, CancellationToken.None));
        await Queue.CompleteAsync(second, CancellationToken.None);
        await Assert.ThrowsAsync<LeaseLostException>(() => Queue.CompleteAsync(second, CancellationToken.None));
    }

    [Fact]
    public async Task Renew_LeaseIsHeld_KeepsItLongerAndChangesTheReceipt()
    {
        await PutAsync("x");
        var lease = await LeaseAsync(Second);
        var renewed = await Queue.RenewAsync(lease, Minute, CancellationToken.None);
        Assert.True(renewed.VisibleAgainAt > lease.VisibleAgainAt);
        Assert.Null(await Queue.LeaseAsync(Minute, Second * 1.5, CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => Queue.CompleteAsync(lease, CancellationToken.None));
        await Queue.CompleteAsync(renewed, CancellationToken.None);
    }

    [Fact]
    public async Task Abandon_LeaseIsHeld_MessageIsSeenAgainAtOnce()
    {
        await PutAsync("x");
        await Queue.AbandonAsync(await LeaseAsync(Minute), TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(2, (await LeaseAsync(Minute)).DequeueCount);
    }

    [Fact]
    public async Task DeadLetter_WithReason_IsPeekedOldestFirstAndStays()
    {
        foreach (var body in (string[])["one", "two", "three"]) await PutAsync(body);
        for (var i = 0; i < 3; i++) await Queue.DeadLetterAsync(await LeaseAsync(Minute), $"reason {i}: \"bad\"\nline", CancellationToken.None);
        Assert.Equal(0, await Queue.CountAsync(CancellationToken.None));
        var letters = await Queue.PeekDeadLettersAsync(2, CancellationToken.None);
        Assert.Equal(["one", "two"], letters.Select(l => Text(l.Body)));
        Assert.Equal("reason 0: \"bad\" line", letters[0].Reason);
        Assert.NotEqual(default, letters[0].At);
        Assert.Equal(3, (await Queue.PeekDeadLettersAsync(32, CancellationToken.None)).Count);
        Assert.Equal(3, await Account.GetQueue(DeadLetterEnvelope.QueueOf(_name)).CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Lease_ManyConsumers_NoMessageIsLostOrHeldByTwoAtOnce()
    {
        var consumed = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var held = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var queue = Queue;
        using var done = new CancellationTokenSource();
        var consumers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                if (await queue.LeaseAsync(Minute, TimeSpan.FromMilliseconds(200), CancellationToken.None) is not { } lease) continue;
                Assert.True(held.TryAdd(lease.Id, true), "held by two");
                await Task.Yield();
                consumed.AddOrUpdate(Text(lease.Body), 1, (_, n) => n + 1);
                Assert.True(held.TryRemove(KeyValuePair.Create(lease.Id, true)));
                await queue.CompleteAsync(lease, CancellationToken.None);
                if (consumed.Count == Many) await done.CancelAsync();
            }
        })).ToList();
        await Parallel.ForEachAsync(Enumerable.Range(0, Many), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, token) =>
            await queue.PutAsync(Bytes($"{i}"), TimeSpan.Zero, token));
        await Task.WhenAll(consumers).WaitAsync(Minute);
        Assert.Equal(Many, consumed.Count);
        Assert.All(consumed.Values, times => Assert.Equal(1, times));
        Assert.Equal(0, await queue.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AnyCall_TokenIsCancelled_Throws()
    {
        var stopped = new CancellationToken(canceled: true);
        await PutAsync("x");
        var lease = await LeaseAsync(Minute);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.PutAsync(Bytes("y"), TimeSpan.Zero, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.LeaseAsync(Minute, Minute, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.RenewAsync(lease, Minute, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.CompleteAsync(lease, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.AbandonAsync(lease, TimeSpan.Zero, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.DeadLetterAsync(lease, "no", stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.PeekDeadLettersAsync(1, stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.CountAsync(stopped));
        await Queue.CompleteAsync(lease, CancellationToken.None);
    }

    [Fact]
    public async Task Lease_CancelledWhileWaiting_ThrowsAndTakesNothing()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Queue.LeaseAsync(Minute, MaxWait, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await PutAsync("x");
        Assert.Equal(1, (await LeaseAsync(Minute)).DequeueCount);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private Task PutAsync(string text) => Queue.PutAsync(Bytes(text), TimeSpan.Zero, CancellationToken.None);

    private async Task<QueueLease> LeaseAsync(TimeSpan visibility) =>
        await Queue.LeaseAsync(visibility, MaxWait, CancellationToken.None) ?? throw new InvalidOperationException("No message came.");
}
