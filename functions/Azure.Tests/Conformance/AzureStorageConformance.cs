using Serverless.Durable;
using Serverless.Durable.Conformance;
using Serverless.Durable.Conformance.Kit;

namespace Serverless.Azure.Tests.Conformance;

// The classes of the suite that Durable Task's in-memory hub cannot run, over Azure Storage on Azurite. Where Durable Task differs from the embedded engine
// (docs/architecture/hosts.md, "Differences that remain"), a test of the suite is overridden and says what holds instead.
[CollectionDefinition(nameof(HubAccount))]
public sealed class HubAccountCollection : ICollectionFixture<HubAccount>;

[Collection(nameof(HubAccount))]
[Trait("Needs", "Node")]
public sealed class AzureStorageLifecycle(HubAccount account) : LifecycleConformance
{
    // Who loses the race is told nothing by Azure Storage: one execution is all that can be had.
    public override async Task Start_ManyAtOnceWithOneId_ExactlyOneStartsIt()
    {
        var runs = 0;
        var client = await Hub.StartAsync(new DurableRegistry()
            .AsyncActivity("count", (int n) => Task.FromResult(Interlocked.Increment(ref runs)))
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("count", n)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.StartAsync(Inline.V1("Main"), i, Id, None)));
        Assert.Contains(true, answers);
        AssertCompleted(await Hub.EndAsync(Id));
        Assert.False(await client.StartAsync(Inline.V1("Main"), 1, Id, None));
        Assert.Equal(1, runs);
    }

    protected override DurableFixture CreateFixture() => new AzureStorageFixture(account);
}

[Collection(nameof(HubAccount))]
[Trait("Needs", "Node")]
public sealed class AzureStorageSubOrchestrations(HubAccount account) : SubOrchestrationConformance
{
    // Durable Task keeps the reason in the child's own output.
    public override async Task CallSubOrchestration_Terminated_ThrowsWithTheReason()
    {
        var child = new InstanceId($"{Id}:c");
        var registry = new DurableRegistry()
            .Orchestration("Child", async (OrchestrationContext context, int n) => await context.WaitForEventAsync<int>("never"))
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
                (await Assert.ThrowsAsync<SubOrchestrationFailedException>(() => context.CallSubOrchestrationAsync<int>(Inline.V1("Child"), n, child))).Message);
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(child, "runs", s => s.Status == InstanceStatus.Running);
        await client.TerminateAsync(child, "not needed", None);
        AssertCompleted(await Hub.EndAsync(Id));
        Assert.Contains("not needed", (await client.GetAsync(child, None))!.Output, StringComparison.Ordinal);
    }

    protected override DurableFixture CreateFixture() => new AzureStorageFixture(account);
}

[Collection(nameof(HubAccount))]
[Trait("Needs", "Node")]
public sealed class AzureStorageQueries(HubAccount account) : QueryConformance
{
    protected override DurableFixture CreateFixture() => new AzureStorageFixture(account);
}

[Collection(nameof(HubAccount))]
[Trait("Needs", "Node")]
public sealed class AzureStorageEntities(HubAccount account) : EntityConformance
{
    protected override DurableFixture CreateFixture() => new AzureStorageFixture(account);
}

[Collection(nameof(HubAccount))]
[Trait("Needs", "Node")]
public sealed class AzureStorageVersions(HubAccount account) : VersionConformance
{
    // Durable Task knows no holding: the instance fails, and says what the host has.
    public override async Task Restart_WithoutTheInstancesVersion_LeavesItWhereItIsUntilAHostHasIt()
    {
        var client = await Hub.StartAsync(Waiting(1));
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "runs", s => s.Status == InstanceStatus.Running);
        client = await Hub.RestartAsync(Waiting(2));
        await client.RaiseEventAsync(Id, "go", 5, None);
        var state = await Hub.EndAsync(Id);
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Contains("Main_v1", state.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("Main_v2", state.Failure.Message, StringComparison.Ordinal);
    }

    protected override DurableFixture CreateFixture() => new AzureStorageFixture(account);
}
