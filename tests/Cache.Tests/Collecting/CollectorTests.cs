using Serverless.Cache.Tests.Kit;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Collecting;

public sealed class CollectorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _key = Guid.NewGuid().ToString("N");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Collect_WhileAJobHolds_DeletesNothing()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await hub.RunAsync(Kit.Jobs.Sum(_key));
        var before = await NamesAsync(hub.Stores);

        var report = await CollectAsync(hub.Stores, TimeSpan.FromHours(12));

        Assert.Equal(before, await NamesAsync(hub.Stores));
        Assert.Equal((report.Bytes, 0), (report.PinnedBytes, report.EvictedNodes));
    }

    [Fact]
    public async Task Collect_ADayAfterTheEnd_EvictsIntermediatesOverTheBudget_AndTheNextRunMakesThemAgain()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await hub.RunAsync(Kit.Jobs.Sum(_key));

        var dry = await CollectAsync(hub.Stores, TimeSpan.FromDays(2), dryRun: true);
        Assert.Equal(3, (await hub.RunAsync(Kit.Jobs.Sum(_key, name: "other"))).Cache!.Reused);
        var report = await CollectAsync(hub.Stores, TimeSpan.FromDays(2));

        Assert.Equal((dry.EvictedNodes, dry.EvictedBytes), (report.EvictedNodes, report.EvictedBytes));
        Assert.True(report.EvictedNodes >= 2 && report.DeletedBlobs > 0, $"{report}");
        Assert.Equal(3, (await hub.RunAsync(Kit.Jobs.Sum(_key))).Cache!.Reused);
        var changed = await hub.RunAsync(Kit.Jobs.Sum(_key, factor: 3));
        Assert.Equal((0, 0, 40), (changed.Cache!.Reused, changed.Cache.Lost, Probe.CallsOf(_key)));
    }

    [Fact]
    public async Task Collect_WithinTheBudget_KeepsWhatNobodyHolds()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await hub.RunAsync(Kit.Jobs.Sum(_key));

        var report = await CollectAsync(hub.Stores, TimeSpan.FromDays(2), budget: 1 << 20);

        Assert.Equal(0, report.EvictedNodes);
        Assert.Equal(2, (await hub.RunAsync(Kit.Jobs.Sum(_key, factor: 3))).Cache!.Reused);
    }

    [Fact]
    public async Task Collect_AMonthAfterTheEnd_LeavesNothing()
    {
        await using (var hub = await CacheHub.StartAsync(_folder)) await hub.RunAsync(Kit.Jobs.Sum(_key));
        var stores = new TenantStores(CacheHub.Tenant, new Storage.Local.LocalBlobAccount(_folder.Of("blobs"), TimeProvider.System).GetContainer(CacheHub.Tenant), TimeProvider.System);

        var report = await CollectAsync(stores, TimeSpan.FromDays(31));
        await CollectAsync(stores, TimeSpan.FromDays(31));
        await CollectAsync(stores, TimeSpan.FromDays(31));

        Assert.Single(report.PurgedJobs);
        // What a function took is the tenant's, and written only when it took long.
        Assert.All(await NamesAsync(stores), name => Assert.Equal("statistics.json", name));
    }

    [Fact]
    public async Task Collect_JobWithoutAMarkOfItsEnd_IsHeldUntilTheEngineSaysThatItEnded()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var job = await hub.SubmitAsync(Kit.Jobs.Sum(_key));
        await hub.WaitAsync(job);
        await hub.Stores.Blobs.DeleteAsync(new BlobName($"jobs/{job.Id}/end.json"), BlobCondition.None, default);

        Assert.Empty((await CollectAsync(hub.Stores, TimeSpan.FromDays(31))).PurgedJobs);
        var report = await CollectAsync(hub.Stores, TimeSpan.FromDays(31), endOf: (_, _) => Task.FromResult<DateTimeOffset?>(TimeProvider.System.GetUtcNow()));

        Assert.Equal([job.Id], report.PurgedJobs);
    }

    private static Task<CollectionReport> CollectAsync(
        TenantStores stores, TimeSpan later, bool dryRun = false, long budget = 0, Func<string, CancellationToken, Task<DateTimeOffset?>>? endOf = null) =>
        new CacheCollector(stores, new CacheOptions { BudgetBytes = budget }, new ManualTime(TimeProvider.System.GetUtcNow() + later), endOf).CollectAsync(dryRun, default);

    private static async Task<List<string>> NamesAsync(TenantStores stores)
    {
        var names = new List<string>();
        await foreach (var blob in stores.Blobs.ListAsync("", default))
        {
            // Written once by the first collection, and stays.
            if (blob.Name.Value != "cache/streams") names.Add(blob.Name.Value);
        }
        return names;
    }
}
