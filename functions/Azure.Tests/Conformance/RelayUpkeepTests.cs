using Microsoft.DurableTask.Client;
using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Durable.DurableTask;
using Serverless.Testing;

namespace Serverless.Azure.Tests.Conformance;

[Collection(nameof(HubAccount))]
[Trait("Needs", "Node")]
public sealed class RelayUpkeepTests(HubAccount account)
{
    [Fact]
    public async Task Run_RelaysThatEndedLongAgo_AreGoneAndOursStay()
    {
        var waiting = new InstanceId("acme~waiting");
        var registry = new DurableRegistry()
            .Entity("sender", operation => operation.SendEvent(waiting, "granted", 7))
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.WaitForEventAsync<int>("granted"));
        await using var fixture = new AzureStorageFixture(account);
        var client = await fixture.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, waiting, CancellationToken.None);
        await client.SignalEntityAsync(new EntityId("sender", "s"), "go", null, CancellationToken.None);
        await fixture.EndAsync(waiting);
        var hub = ((DurableTaskEngine)fixture.Engine).Hub;
        await Condition.WaitAsync("the relay has ended", async () => await CountAsync(hub, [OrchestrationRuntimeStatus.Completed]) == 1);

        Assert.Equal(0, await RelayUpkeep.RunAsync(hub, TimeProvider.System.GetUtcNow(), CancellationToken.None));
        Assert.Equal(1, await RelayUpkeep.RunAsync(hub, TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(2), CancellationToken.None));
        Assert.Equal(0, await CountAsync(hub, null));
        Assert.NotNull(await client.GetAsync(waiting, CancellationToken.None));
    }

    private static async Task<int> CountAsync(DurableTaskClient hub, OrchestrationRuntimeStatus[]? statuses)
    {
        var count = 0;
        await foreach (var _ in hub.GetAllInstancesAsync(new OrchestrationQuery(Statuses: statuses, InstanceIdPrefix: EventRelay.IdPrefix))) count++;
        return count;
    }
}
