using Serverless.FunctionsHost.Kit;
using Serverless.JobHost.Conformance;

namespace Serverless.FunctionsHost.Tests;

/// <summary>Results of one job are found by the next, on this host too.</summary>
[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class CacheTests(FunctionsApp app) : HostTest
{
    [Fact]
    public async Task SecondJob_OfTheSameDocument_RunsNothing()
    {
        await Host.EndAsync(await Host.SubmitAsync(Documents.Sum(Salt), $"one-{Salt}"));
        var units = (await app.StateAsync()).CallsOf("RunUnit");

        var second = await Host.EndAsync(await Host.SubmitAsync(Documents.Sum(Salt), $"two-{Salt}"));

        Assert.Equal("done", second.GetProperty("status").GetString());
        Assert.Equal("""[{"s":45}]""", (await Host.GetAsync($"/api/jobs/two-{Salt}/outputs/total")).GetRawText());
        Assert.Equal(units, (await app.StateAsync()).CallsOf("RunUnit"));
    }

    [Fact]
    public async Task Timers_CalledByHand_Run()
    {
        await app.CallTimerAsync("Upkeep");
        await app.CallTimerAsync("Restarts");
    }

    protected override JobHostClient Connect() => app.Connect();
}
