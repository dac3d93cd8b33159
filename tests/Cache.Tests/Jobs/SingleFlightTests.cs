using Serverless.Api.Jobs;
using Serverless.Cache.Tests.Kit;
using Serverless.Jobs;
using Serverless.Logic.Claims;
using Serverless.Store.Cache;
using Serverless.Store.Jobs;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Jobs;

public sealed class SingleFlightTests : IDisposable
{
    // Units that run at once: twice the slots of the hub.
    private const int Window = 4;

    private readonly TempFolder _folder = new();
    private readonly string _key = Guid.NewGuid().ToString("N");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TwoJobs_WithTheSameNode_RunItOnce()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var gate = Probe.Close(_key);
        var first = await hub.SubmitAsync(Kit.Jobs.Sum(_key));
        await Condition.WaitAsync("the first job runs the node", () => Probe.CallsOf(_key) > 0);
        var second = await hub.SubmitAsync(Kit.Jobs.Sum(_key, factor: 7));
        await Condition.WaitAsync("the second one waits for it", async () => (await PhaseAsync(hub, second)).Contains(first.Id, StringComparison.Ordinal));
        gate.SetResult();

        var (one, two) = (await hub.WaitAsync(first), await hub.WaitAsync(second));

        Assert.Equal(20, Probe.CallsOf(_key));
        Assert.Equal(new CacheUse(3, 0, 0), one.Cache);
        Assert.Equal(new CacheUse(3, 2, 0), two.Cache);
        await AssertNothingIsClaimedAsync(hub, first, second);
    }

    [Fact]
    public async Task ManyJobs_WithOverlappingNodes_AllEndAndRunEachNodeOnce()
    {
        await using var hub = await CacheHub.StartAsync(_folder);

        var jobs = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => hub.SubmitAsync(Kit.Jobs.Sum(_key, factor: i % 4))));
        var ends = await Task.WhenAll(jobs.Select(hub.WaitAsync));

        Assert.All(ends, e => Assert.True(e.Succeeded));
        Assert.Equal(20, Probe.CallsOf(_key));
        await AssertNothingIsClaimedAsync(hub, jobs);
    }

    [Fact]
    public async Task Claimant_ThatIsSuspended_IsTakenOver_AndStillEndsWhenItGoesOn()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var gate = Probe.Close(_key);
        var first = await hub.SubmitAsync(Kit.Jobs.Sum(_key));
        await Condition.WaitAsync("the first job runs the node", () => Probe.CallsOf(_key) == Window);
        await hub.Client.SuspendAsync(JobSubmitter.InstanceOf(first), "test", default);
        var second = await hub.SubmitAsync(Kit.Jobs.Sum(_key, factor: 7));
        await Condition.WaitAsync("the second one runs it too", () => Probe.CallsOf(_key) == 2 * Window);
        var token = (await new JobPins(hub.Stores).ReadAsync(first.Id, default))[0].Tokens[0];
        Assert.Equal(1, (await hub.Stores.Ledger.ViewAsync(token, default)).Epoch);
        gate.SetResult();

        AssertSucceeded(await hub.WaitAsync(second));
        await hub.Client.ResumeAsync(JobSubmitter.InstanceOf(first), "test", default);
        AssertSucceeded(await hub.WaitAsync(first));
        await AssertNothingIsClaimedAsync(hub, first, second);
    }

    [Fact]
    public async Task WaitingJob_ThatIsTold_EndsWithoutALook()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var gate = Probe.Close(_key);
        var first = await hub.SubmitAsync(Kit.Jobs.Sum(_key));
        await Condition.WaitAsync("the first job runs the node", () => Probe.CallsOf(_key) > 0);
        var second = await hub.SubmitAsync(Kit.Jobs.Sum(_key, factor: 7));
        // Without the marker in storage a look finds nothing: only the signal can end it.
        await hub.Client.RaiseEventAsync(second.ToInstanceId(), JobSignals.Cancel, true, default);

        Assert.Equal(JobStatus.Cancelled, (await hub.WaitAsync(second)).Status);

        gate.SetResult();
        Assert.True((await hub.WaitAsync(first)).Succeeded);
    }

    [Fact]
    public async Task WaitingJob_ThatIsCancelled_Ends()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var gate = Probe.Close(_key);
        var first = await hub.SubmitAsync(Kit.Jobs.Sum(_key));
        await Condition.WaitAsync("the first job runs the node", () => Probe.CallsOf(_key) > 0);
        var second = await hub.SubmitAsync(Kit.Jobs.Sum(_key, factor: 7));
        await hub.Stores.Jobs.PutBytesAsync(second.Id, JobBlobs.Cancel, default, default);

        Assert.Equal(JobStatus.Cancelled, (await hub.WaitAsync(second)).Status);

        gate.SetResult();
        Assert.True((await hub.WaitAsync(first)).Succeeded);
    }

    private static void AssertSucceeded(JobOutcome outcome) => Assert.True(outcome.Succeeded, $"{outcome.Status}: {outcome.Reason} {string.Join('\n', outcome.Failures)}");

    private static async Task<string> PhaseAsync(CacheHub hub, JobKey job) =>
        (await hub.Client.GetAsync(JobSubmitter.InstanceOf(job), default))?.ReadCustomStatus<JobProgress>()?.Phase ?? "";

    private static async Task AssertNothingIsClaimedAsync(CacheHub hub, params JobKey[] jobs)
    {
        foreach (var job in jobs)
        {
            foreach (var token in (await new JobPins(hub.Stores).ReadAsync(job.Id, default)).SelectMany(p => p.Tokens))
                await Condition.WaitAsync($"{token} is free", async () => await hub.Client.GetEntityAsync<ClaimShard>(ClaimNames.ShardOf(CacheHub.Tenant, token), default) is null);
        }
    }
}
