using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class EventConformance : DurableConformance
{
    [Fact]
    public async Task WaitForEvent_RaisedLater_ReturnsItsPayload()
    {
        var client = await Hub.StartAsync(Collecting("e"));
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "waits", s => s.Status == InstanceStatus.Running);
        await client.RaiseEventAsync(Id, "e", 5, None);
        Assert.Equal(new[] { 5 }, (await Hub.EndAsync(Id)).ReadOutput<int[]>()!);
    }

    [Fact]
    public async Task RaiseEvent_WhileNobodyWaits_IsBufferedInOrder()
    {
        var client = await Hub.StartAsync(Collecting("e"));
        await client.StartAsync(Inline.V1("Main"), 10, Id, None);
        for (var i = 0; i < 10; i++) await client.RaiseEventAsync(Id, "e", i, None);
        Assert.Equal(Enumerable.Range(0, 10), (await Hub.EndAsync(Id)).ReadOutput<int[]>()!);
    }

    [Fact]
    public async Task RaiseEvent_BufferedBeforeARestart_IsStillThere()
    {
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            await context.WaitForEventAsync<int>("go");
            return await context.WaitForEventAsync<int>("early");
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await client.RaiseEventAsync(Id, "early", 3, None);
        client = await Hub.RestartAsync(registry);
        await client.RaiseEventAsync(Id, "go", 0, None);
        Assert.Equal(3, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }

    [Fact]
    public async Task RaiseEvent_OfAnotherName_GoesToItsOwnWaiter()
    {
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            var a = context.WaitForEventAsync<string>("a");
            var b = context.WaitForEventAsync<string>("b");
            return $"{await a}{await b}";
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await client.RaiseEventAsync(Id, "b", "B", None);
        await client.RaiseEventAsync(Id, "a", "A", None);
        Assert.Equal("AB", (await Hub.EndAsync(Id)).ReadOutput<string>());
    }

    [Fact]
    public async Task WaitForEvent_TwiceOnOneName_Throws()
    {
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            var first = context.WaitForEventAsync<int>("e");
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => context.WaitForEventAsync<int>("e"));
            context.SetCustomStatus(thrown.Message);
            return await first;
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await client.RaiseEventAsync(Id, "e", 4, None);
        var state = await Hub.EndAsync(Id);
        Assert.Equal(4, state.ReadOutput<int>());
        Assert.Contains("'e'", state.ReadCustomStatus<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendEvent_ToAnotherInstance_Arrives()
    {
        var registry = Collecting("e").Orchestration("Sender", (OrchestrationContext context, int n) =>
        {
            for (var i = 0; i < n; i++) context.SendEvent(Id, "e", i);
            return Task.FromResult(n);
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 3, Id, None);
        await Hub.UntilAsync(Id, "waits", s => s.Status == InstanceStatus.Running);
        await client.StartAsync(Inline.V1("Sender"), 3, new InstanceId("sender"), None);
        Assert.Equal(new[] { 0, 1, 2 }, (await Hub.EndAsync(Id)).ReadOutput<int[]>()!);
    }

    [Fact]
    public async Task SendEvent_ToNobody_HarmsNothing()
    {
        var registry = new DurableRegistry().Orchestration("Main", (OrchestrationContext context, int n) =>
        {
            context.SendEvent(new InstanceId("nobody"), "e", 1);
            return Task.FromResult(n);
        });
        AssertCompleted(await RunAsync(registry, Inline.V1("Main"), 1));
    }

    [Fact]
    public async Task RaiseEvent_OnNobody_Throws()
    {
        var client = await Hub.StartAsync(Collecting("e"));
        var thrown = await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.RaiseEventAsync(new InstanceId("nobody"), "e", 1, None));
        Assert.Contains("nobody", thrown.Message, StringComparison.Ordinal);
    }

    private static DurableRegistry Collecting(string name) => new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
    {
        var all = new List<int>();
        while (all.Count < n) all.Add(await context.WaitForEventAsync<int>(name));
        return all;
    });
}
