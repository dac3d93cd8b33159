using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class ContinueAsNewConformance : DurableConformance
{
    [Fact]
    public async Task ContinueAsNew_UntilDone_KeepsTheInstance()
    {
        var registry = new DurableRegistry()
            .Activity("next", (int n) => n + 1)
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                if (n == 5) return n;
                context.ContinueAsNew(await context.CallActivityAsync<int>("next", n));
                return -1;
            });
        var state = await RunAsync(registry, Inline.V1("Main"), 0);
        AssertCompleted(state);
        Assert.Equal(5, state.ReadOutput<int>());
    }

    [Fact]
    public async Task ContinueAsNew_WithEventsNotConsumed_CarriesThemAlong()
    {
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int[] seen) =>
        {
            if (seen.Length == 6) return seen;
            var next = await context.WaitForEventAsync<int>("e");
            context.ContinueAsNew(seen.Append(next).ToArray());
            return [];
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), Array.Empty<int>(), Id, None);
        for (var i = 0; i < 6; i++) await client.RaiseEventAsync(Id, "e", i, None);
        Assert.Equal(new[] { 0, 1, 2, 3, 4, 5 }, (await Hub.EndAsync(Id)).ReadOutput<int[]>()!);
    }

    [Fact]
    public async Task ContinueAsNew_WithACallOutstanding_Throws()
    {
        var registry = new DurableRegistry()
            .Activity("next", (int n) => n + 1)
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                var call = context.CallActivityAsync<int>("next", n);
                var thrown = Assert.Throws<InvalidOperationException>(() => context.ContinueAsNew(n));
                await call;
                return thrown.Message;
            });
        Assert.Contains("outstanding", (await RunAsync(registry, Inline.V1("Main"), 1)).ReadOutput<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContinueAsNew_AcrossRestarts_GoesOnWhereItWas()
    {
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            context.SetCustomStatus(n);
            if (await context.WaitForEventAsync<string>("e") == "end") return n;
            context.ContinueAsNew(n + 1);
            return -1;
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 0, Id, None);
        for (var i = 0; i < 3; i++)
        {
            await client.RaiseEventAsync(Id, "e", "again", None);
            await Hub.UntilAsync(Id, "took the event", s => s.ReadCustomStatus<int>() == i + 1);
            client = await Hub.RestartAsync(registry);
        }
        await client.RaiseEventAsync(Id, "e", "end", None);
        Assert.Equal(3, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }
}
