using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class VersionConformance : DurableConformance
{
    [Fact]
    public virtual async Task Restart_WithoutTheInstancesVersion_LeavesItWhereItIsUntilAHostHasIt()
    {
        var client = await Hub.StartAsync(Waiting(1));
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "runs", s => s.Status == InstanceStatus.Running);
        client = await Hub.RestartAsync(Waiting(2));
        await client.RaiseEventAsync(Id, "go", 5, None);
        await client.StartAsync(new LogicName("Main", 2), 1, new InstanceId("other"), None);
        await client.RaiseEventAsync(new InstanceId("other"), "go", 6, None);
        Assert.Equal(6, (await Hub.EndAsync(new InstanceId("other"))).ReadOutput<int>());
        var state = (await client.GetAsync(Id, None))!;
        Assert.Equal(InstanceStatus.Running, state.Status);
        AssertHeld(state);
        await Hub.RestartAsync(Waiting(1));
        Assert.Equal(5, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }

    [Fact]
    public async Task Terminate_HeldInstance_EndsIt()
    {
        var client = await Hub.StartAsync(Waiting(1));
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "runs", s => s.Status == InstanceStatus.Running);
        client = await Hub.RestartAsync(Waiting(2));
        await client.TerminateAsync(Id, "replaced by the next version", None);
        Assert.Equal(InstanceStatus.Terminated, (await Hub.EndAsync(Id)).Status);
        Assert.True(await client.PurgeAsync(Id, None));
        Assert.True(await client.StartAsync(new LogicName("Main", 2), 1, Id, None));
    }

    /// <summary>Where the engine can tell.</summary>
    protected virtual void AssertHeld(InstanceState state)
    {
        Assert.Contains("Main_v1", state.Held, StringComparison.Ordinal);
        Assert.Contains("Main_v2", state.Held, StringComparison.Ordinal);
    }

    protected static DurableRegistry Waiting(int version) =>
        new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) => await context.WaitForEventAsync<int>("go"), version);
}
