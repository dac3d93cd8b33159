using Serverless.Cache.Tests.Kit;
using Serverless.Jobs;
using Serverless.Storage;
using Serverless.Store.Cache;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Jobs;

public sealed class ReuseTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _key = Guid.NewGuid().ToString("N");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Again_RunsNothingAndSaysSo()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var first = await hub.RunAsync(Kit.Jobs.Sum(_key));

        var again = await hub.RunAsync(Kit.Jobs.Sum(_key));

        Assert.Equal(new CacheUse(3, 0, 0), first.Cache);
        Assert.Equal(new CacheUse(3, 3, 0), again.Cache);
        Assert.Equal((0, 20), (again.Totals.Units, Probe.CallsOf(_key)));
    }

    [Fact]
    public async Task Run_WithOneNodeChanged_RunsThatNodeAndWhatDependsOnIt()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await hub.RunAsync(Kit.Jobs.Sum(_key));

        var changed = await hub.RunAsync(Kit.Jobs.Sum(_key, factor: 3));

        Assert.Equal(new CacheUse(3, 2, 0), changed.Cache);
        Assert.Equal(20, Probe.CallsOf(_key));
    }

    [Fact]
    public async Task Run_WithItsConsumerChanged_FindsAKeptNodeAndRunsAFusedOneAgain()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var fused = $"{_key}-fused";
        foreach (var key in new[] { _key, fused })
        {
            await hub.RunAsync(Kit.Jobs.Sum(key, keep: key == _key));
            await hub.RunAsync(Kit.Jobs.Sum(key, keep: key == _key).Replace("\"over\": \"counted\"", "\"over\": \"counted\", \"splitEvery\": 4", StringComparison.Ordinal));
        }

        Assert.Equal(20, Probe.CallsOf(_key));
        Assert.Equal(40, Probe.CallsOf(fused));
    }

    [Fact]
    public async Task Run_WithAnotherVersionOfAFunction_Misses()
    {
        await using (var hub = await CacheHub.StartAsync(_folder)) await hub.RunAsync(Kit.Jobs.Sum(_key));

        await using var newer = await CacheHub.StartAsync(_folder, functions: typeof(NewerProbe));
        var outcome = await newer.RunAsync(Kit.Jobs.Sum(_key));

        Assert.Equal(new CacheUse(3, 0, 0), outcome.Cache);
        Assert.Equal(40, Probe.CallsOf(_key));
    }

    [Theory]
    [InlineData("probe.impure", "{}")]
    [InlineData("probe.count", """{ "cache": "none" }""")]
    public async Task Run_OfWhatIsPrivate_IsNeverShared(string function, string policy)
    {
        await using var hub = await CacheHub.StartAsync(_folder);

        await hub.RunAsync(Kit.Jobs.Sum(_key, function, policy: policy));
        var again = await hub.RunAsync(Kit.Jobs.Sum(_key, function, policy: policy));

        Assert.Equal(new CacheUse(3, 0, 0), again.Cache);
        Assert.Equal(40, Probe.CallsOf(_key));
    }

    [Fact]
    public async Task Run_WithAResultGone_MakesThatAgainAndReportsIt()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var first = await hub.SubmitAsync(Kit.Jobs.Sum(_key));
        await hub.WaitAsync(first);
        var pins = Assert.Single(await new JobPins(hub.Stores).ReadAsync(first.Id, default));
        // The answer's own result, so that the job has to look further; and one of the four ranges of the kept node.
        await RemoveAsync(hub, pins.Outputs[0], all: true);
        var removed = await RemoveAsync(hub, pins.Tokens[0], all: false);
        foreach (var token in pins.Tokens[1..].Except(pins.Outputs)) await RemoveAsync(hub, token, all: true);

        var job = await hub.SubmitAsync(Kit.Jobs.Sum(_key));
        var again = await hub.WaitAsync(job);

        Assert.True(again.Succeeded);
        Assert.Equal(20 + removed, Probe.CallsOf(_key));
        Assert.True(again.Cache!.Lost >= 3, $"{again.Cache}");
        Assert.Contains("cache.lost", await EventsAsync(hub, job));
    }

    [Fact]
    public async Task Run_WithABrokenResult_FindsThatOutWhileItRunsAndPlansAgain()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var first = await hub.SubmitAsync(Kit.Jobs.Sum(_key));
        await hub.WaitAsync(first);
        var pins = Assert.Single(await new JobPins(hub.Stores).ReadAsync(first.Id, default));
        // As long as before, and nonsense: no one sees that without reading it.
        var broken = (await hub.Stores.Ledger.ReadAsync(pins.Tokens[0], default))[1];
        await hub.Stores.Blobs.PutAsync(new BlobName(broken.Blob!), new byte[broken.Bytes], BlobCondition.None, default);

        var again = await hub.RunAsync(Kit.Jobs.Sum(_key).Replace("\"over\": \"counted\"", "\"over\": \"counted\", \"splitEvery\": 4", StringComparison.Ordinal));

        Assert.Equal(20 + broken.Tasks, Probe.CallsOf(_key));
        Assert.True(again.Cache!.Lost > 0);
    }

    private static async Task<long> RemoveAsync(CacheHub hub, string token, bool all)
    {
        var records = (await hub.Stores.Ledger.ReadAsync(token, default)).Take(all ? int.MaxValue : 1).ToList();
        foreach (var record in records) await hub.Stores.Blobs.DeleteAsync(new BlobName(record.Blob!), BlobCondition.None, default);
        return records.Sum(r => r.Tasks);
    }

    private static async Task<List<string>> EventsAsync(CacheHub hub, JobKey job)
    {
        var types = new List<string>();
        for (var page = 0L; await hub.Stores.Events.ReadAsync(job.Id, page, default) is { } events; page++) types.AddRange(events.Events.Select(e => e.Type));
        return types;
    }
}
