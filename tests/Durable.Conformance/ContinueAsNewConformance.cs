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

    // Suspended is the instance, whichever of its generations runs.
    [Fact]
    public async Task ContinueAsNew_SuspendedBeforeItsEvents_HappensWhenResumed()
    {
        var client = await Hub.StartAsync(Counting());
        await client.StartAsync(Inline.V1("Main"), 0, Id, None);
        await Hub.UntilAsync(Id, "waits", s => s.CustomStatus == "0");
        await client.SuspendAsync(Id, "wait", None);
        await Hub.UntilAsync(Id, "is suspended", s => s.Status == InstanceStatus.Suspended);
        client = await Hub.RestartAsync(Counting());
        foreach (var told in new[] { "again", "again", "end" }) await client.RaiseEventAsync(Id, "e", told, None);
        await PassAnotherAsync(client, "other");
        var held = await client.GetAsync(Id, None);
        Assert.Equal((InstanceStatus.Suspended, 0), (held!.Status, held.ReadCustomStatus<int>()));

        await client.ResumeAsync(Id, "go on", None);

        Assert.Equal(2, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }

    /// <summary>
    /// The suspension comes while the event is on its way that continues the instance as new. Durable Task (DurableTask.Core, TaskOrchestrationExecutor) takes
    /// all messages of a step before it looks whether the code has ended: with both in one step the new generation begins, and knows nothing of the suspension.
    /// </summary>
    [Fact]
    public virtual async Task ContinueAsNew_SuspendedInTheSameMoment_StaysSuspendedInEitherGeneration()
    {
        const int Rounds = 20;
        var client = await Hub.StartAsync(Counting());
        await client.StartAsync(Inline.V1("Main"), 0, Id, None);
        for (var round = 0; round < Rounds; round++)
        {
            await Hub.UntilAsync(Id, "waits", s => s.ReadCustomStatus<int>() == round && s.Status == InstanceStatus.Running);
            await Task.WhenAll(client.RaiseEventAsync(Id, "e", "again", None), client.SuspendAsync(Id, "wait", None));
            await Hub.UntilAsync(Id, "is suspended", s => s.Status == InstanceStatus.Suspended);
            await PassAnotherAsync(client, $"other-{round}");
            var held = await client.GetAsync(Id, None);
            Assert.Equal(InstanceStatus.Suspended, held!.Status);
            Assert.InRange(held.ReadCustomStatus<int>(), round, round + 1);
            await client.ResumeAsync(Id, "go on", None);
        }
        await client.RaiseEventAsync(Id, "e", "end", None);
        Assert.Equal(Rounds, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }

    private static DurableRegistry Counting() => new DurableRegistry()
        .Orchestration("Other", (OrchestrationContext context, int n) => Task.FromResult(n))
        .Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            context.SetCustomStatus(n);
            if (await context.WaitForEventAsync<string>("e") == "end") return n;
            context.ContinueAsNew(n + 1);
            return -1;
        });

    // What could run has run when an instance that was started later has ended.
    private async Task PassAnotherAsync(DurableClient client, string id)
    {
        await client.StartAsync(Inline.V1("Other"), 1, new InstanceId(id), None);
        await Hub.EndAsync(new InstanceId(id));
    }
}
