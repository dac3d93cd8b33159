using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Tests.Faults;

namespace Serverless.Engine.Tests;

public sealed class DeterminismTests
{
    /// <summary>Eleven steps go the same way; what the twelfth asked for is another thing now.</summary>
    [Fact]
    public async Task Replay_CodeGoesAnotherWayLate_NamesTheStepAndBothSides()
    {
        using var hub = new TestHub();
        hub.Options = hub.Options with { Registry = Code(late: "activity") };
        await using (var engine = await hub.OpenAsync())
        {
            await engine.Client.StartAsync(Inline.V1("Main"), 11, new("i"), CancellationToken.None);
            for (var i = 0; i < 11; i++) await engine.Client.RaiseEventAsync(new("i"), "e", i, CancellationToken.None);
            Assert.Equal(InstanceStatus.Running, (await engine.Client.GetAsync(new("i"), CancellationToken.None))!.Status);
        }
        hub.Options = hub.Options with { Registry = Code(late: "timer") };
        await using var again = await hub.OpenAsync();
        await again.Client.RaiseEventAsync(new("i"), "end", 1, CancellationToken.None);
        var state = await again.Client.WaitAsync(new("i"), CancellationToken.None);
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.StartsWith("step 12: history has activity 'a', code asked for a timer", state.Failure!.Message, StringComparison.Ordinal);
    }

    private static DurableRegistry Code(string late) => new DurableRegistry()
        .Activity("a", (int n) => n)
        .Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            for (var i = 0; i < n; i++) await context.WaitForEventAsync<int>("e");
            if (late == "activity") await context.CallActivityAsync<int>("a", n);
            else await context.CreateTimerAsync(context.Now, CancellationToken.None);
            return await context.WaitForEventAsync<int>("end");
        });
}
