using Serverless.FunctionsHost.Kit;
using Serverless.FunctionsHost.Tests.Kit;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.FunctionsHost.Tests;

/// <summary>The worker dies wherever it can: everything comes to its end, and counts once.</summary>
[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class WorkerDeathTests(FunctionsApp app) : HostTest
{
    public static TheoryData<string> EachFunction => [.. Scenario.Functions];

    [Theory]
    [InlineData("Before")]
    [InlineData("After")]
    public async Task Worker_ThatDiesOnceInEveryFunction_LosesNothing(string fault)
    {
        foreach (var function in Scenario.Functions) await app.PlanFaultAsync(function, fault);

        await Scenario.RunAsync(Host, Salt);

        Assert.Empty((await app.StateAsync()).OpenFaults);
    }

    // What the extension does not repeat by itself: the operations of entities, of which every kind is in the scenario.
    [Trait("Category", "Long")]
    [Theory]
    [InlineData("semaphore")]
    [InlineData("semaphore-index")]
    [InlineData("cache-claims")]
    public Task Worker_ThatIsKilledInAnOperation_LosesNothing(string entity) => KilledInAsync(entity);

    // Half a minute and more a function: with 19 of them more than CI's share of this suite.
    [Trait("Category", "Soak")]
    [Theory]
    [MemberData(nameof(EachFunction))]
    public Task Worker_ThatIsKilledInAFunction_LosesNothing(string function) => KilledInAsync(function);

    private async Task KilledInAsync(string function)
    {
        var starts = (await app.StateAsync()).Starts;
        await app.PlanFaultAsync(function, "Kill");

        await Scenario.RunAsync(Host, Salt);

        var after = await app.StateAsync();
        Assert.Empty(after.OpenFaults);
        Assert.True(after.Starts > starts);
    }

    [Fact]
    public async Task Worker_KilledWhileUnitsRun_RunsThoseAgainAndNoOthers()
    {
        const int Units = 12;
        var before = await app.StateAsync();
        var writes = app.Journal.Count;
        var job = await Host.SubmitAsync(Documents.Slow(Salt, Units));
        await Condition.WaitAsync("units run", async () => (await app.StateAsync()).CallsOf("RunUnit") >= before.CallsOf("RunUnit") + 6, TimeSpan.FromMinutes(1));
        await app.KillWorkerAsync();

        var end = await Host.EndOfAsync(job);

        Assert.Equal("done", end.GetProperty("status").GetString());
        Assert.InRange((await app.StateAsync()).CallsOf("RunUnit") - before.CallsOf("RunUnit"), Units + 2, int.MaxValue);
        // Each unit once, and those that the worker had once more: four at a time. Other jobs record meanwhile, and none of them twice.
        Assert.InRange(app.Journal.AttemptsOf(job).Count(static a => a.IsWritten), Units + 1, Units + 1 + 4);
        Assert.DoesNotContain(app.Journal.RecordsSince(writes), static r => !r.IsWritten);
    }

    protected override JobHostClient Connect() => app.Connect();
}
