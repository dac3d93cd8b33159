using Serverless.Activities.Speculation;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Storage.Counting;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Testing;

namespace Serverless.Activities.Tests.Speculation;

/// <summary>How a run hears that another one was first.</summary>
public sealed class RunWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly StorageCounts _counts = new();
    private readonly CancelWatch _watch;
    private readonly TenantStores _stores;

    public RunWatchTests()
    {
        _watch = new CancelWatch(_time);
        _stores = new Tenants(new CountingBlobAccount(new LocalBlobAccount(_folder.Path, TimeProvider.System), _counts), _time)["acme"];
    }

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    // Stored in a job's stops: hosts of two versions read them.
    [Theory]
    [InlineData(false, "plans/p 5 2")]
    [InlineData(true, "plans/p 5 2 copy")]
    public void KeyOf_ARun_IsWhatItAlwaysWas(bool isCopy, string key) => Assert.Equal(key, StopUnitActivity.KeyOf(new StopUnitRequest(new JobKey("acme", "job"), "plans/p", 5, 2, isCopy)));

    [Fact]
    public async Task WatchRun_ItIsStopped_HearsOfItWithinASecondAndOthersDoNot()
    {
        using var stopped = _watch.WatchRun(_stores, "job", "plan 5 1", TimeSpan.FromSeconds(10));
        using var other = _watch.WatchRun(_stores, "job", "plan 5 1 copy", TimeSpan.Zero);
        await _stores.Stops.AddAsync("job", "plan 5 1", default);
        _time.Advance(TimeSpan.FromSeconds(10));

        await HearsAsync(stopped);
        Assert.False(other.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task WatchRun_UserCodeThrowsWhenItHears_OthersHearToo()
    {
        using var stopped = _watch.WatchRun(_stores, "job", "plan 5 1", TimeSpan.Zero);
        using var other = _watch.WatchRun(_stores, "job", "plan 6 1", TimeSpan.Zero);
        await using var thrown = stopped.Token.Register(() => throw new ObjectDisposedException("a command"));
        await _stores.Stops.AddAsync("job", "plan 5 1", default);
        await HearsAsync(stopped);
        await _stores.Stops.AddAsync("job", "plan 6 1", default);

        await HearsAsync(other);
    }

    [Fact]
    public async Task WatchRun_TooYoungToBeOutrun_CostsNoLook()
    {
        using var young = _watch.WatchRun(_stores, "job", "plan 5 1", TimeSpan.FromSeconds(10));
        for (var looks = 0; looks < 18; looks++)
        {
            var before = _counts.Total;
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Condition.WaitAsync("the cancel marker was looked for", () => _counts.Total > before);
        }

        Assert.Equal(0, _counts["blob.get"]);
    }

    // Thousands of units of a few milliseconds, one or two at a time: on Azure each look is paid for.
    [Fact]
    public async Task Watch_UnitsThatEndBeforeALookIsDue_CostNoLook()
    {
        var before = _watch.Watch(_stores, "job");
        for (var unit = 0; unit < 40; unit++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            var next = _watch.Watch(_stores, "job");
            before.Dispose();
            before = next;
        }
        before.Dispose();
        // Had one been due, its look would be there before this one's.
        using var last = _watch.Watch(_stores, "job");
        await Condition.WaitAsync("the marker was looked for", () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            return _counts.Total > 0;
        });

        Assert.Equal(1, _counts.Total);
    }

    [Fact]
    public async Task Watch_TheJobIsCancelled_WhoeverWatchesHearsWithinASecond()
    {
        using var early = _watch.Watch(_stores, "job");
        _time.Advance(TimeSpan.FromMilliseconds(400));
        using var late = _watch.Watch(_stores, "job");
        await _stores.Jobs.PutBytesAsync("job", JobBlobs.Cancel, new byte[1], default);
        _time.Advance(TimeSpan.FromMilliseconds(100));

        await Condition.WaitAsync("both hear of it", () => early.Token.IsCancellationRequested && late.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Acquire_ByATaskOfASecondRun_EndsThatRun()
    {
        using var giveUp = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await new NoSecondHolder(giveUp).AcquireAsync("erp-db", default));

        Assert.True(giveUp.IsCancellationRequested);
    }

    private Task HearsAsync(Watching run) => Condition.WaitAsync("the run hears of it", () =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(500));
        return run.Token.IsCancellationRequested;
    });
}
