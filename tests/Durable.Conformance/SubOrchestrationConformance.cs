using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class SubOrchestrationConformance : DurableConformance
{
    [Fact]
    public async Task CallSubOrchestration_Completes_ReturnsItsResult()
    {
        var registry = new DurableRegistry()
            .Activity("double", (int n) => n * 2)
            .Orchestration("Child", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("double", n))
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
                (await Task.WhenAll(Enumerable.Range(0, n).Select(i => context.CallSubOrchestrationAsync<int>(Inline.V1("Child"), i)))).Sum());
        var state = await RunAsync(registry, Inline.V1("Main"), 10);
        AssertCompleted(state);
        Assert.Equal(90, state.ReadOutput<int>());
    }

    [Fact]
    public async Task CallSubOrchestration_WithAnId_RunsUnderItAndKnowsItsParent()
    {
        var child = new InstanceId("the-child");
        var registry = new DurableRegistry()
            .Orchestration("Child", (OrchestrationContext context, int n) => Task.FromResult($"{context.InstanceId} of {context.Parent}"))
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallSubOrchestrationAsync<string>(Inline.V1("Child"), n, child));
        var state = await RunAsync(registry, Inline.V1("Main"));
        Assert.Equal($"the-child of {Id}", state.ReadOutput<string>());
        Assert.Null(state.Parent);
        Assert.Equal(Id, (await Hub.Client.GetAsync(child, None))!.Parent);
    }

    [Fact]
    public async Task CallSubOrchestration_Fails_ThrowsWithTheChain()
    {
        var registry = new DurableRegistry()
            .Orchestration<int, int>("Child", (_, _) => throw new InvalidOperationException("the child's reason"))
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
                (await Assert.ThrowsAsync<SubOrchestrationFailedException>(() => context.CallSubOrchestrationAsync<int>(Inline.V1("Child"), n, new InstanceId("c")))).Failure);
        var state = await RunAsync(registry, Inline.V1("Main"));
        Assert.Equal("the child's reason", state.ReadOutput<FailureDetails>()!.Message);
        Assert.Equal(InstanceStatus.Failed, (await Hub.Client.GetAsync(new InstanceId("c"), None))!.Status);
    }

    [Fact]
    public virtual async Task CallSubOrchestration_Terminated_ThrowsWithTheReason()
    {
        var registry = new DurableRegistry()
            .Orchestration("Child", async (OrchestrationContext context, int n) => await context.WaitForEventAsync<int>("never"))
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
                (await Assert.ThrowsAsync<SubOrchestrationFailedException>(() => context.CallSubOrchestrationAsync<int>(Inline.V1("Child"), n, new InstanceId("c")))).Message);
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(new InstanceId("c"), "runs", s => s.Status == InstanceStatus.Running);
        await client.TerminateAsync(new InstanceId("c"), "not needed", None);
        Assert.Contains("not needed", (await Hub.EndAsync(Id)).ReadOutput<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallSubOrchestration_OfAnotherVersion_RunsThatVersion()
    {
        var registry = new DurableRegistry()
            .Orchestration("Child", (OrchestrationContext context, int n) => Task.FromResult("old"))
            .Orchestration("Child", (OrchestrationContext context, int n) => Task.FromResult("new"), version: 2)
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
                $"{await context.CallSubOrchestrationAsync<string>(Inline.V1("Child"))} {await context.CallSubOrchestrationAsync<string>(new LogicName("Child", 2))}");
        Assert.Equal("old new", (await RunAsync(registry, Inline.V1("Main"))).ReadOutput<string>());
    }

    [Fact]
    public async Task CallSubOrchestration_ThatTheHostLacks_FailsNamingWhatItHas()
    {
        var registry = new DurableRegistry()
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallSubOrchestrationAsync<int>(new LogicName("Main", 2), n));
        var state = await RunAsync(registry, Inline.V1("Main"));
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Contains("Main_v2", state.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("Main_v1", state.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallSubOrchestration_AcrossARestart_AnswersTheParent()
    {
        var registry = new DurableRegistry()
            .Orchestration("Child", async (OrchestrationContext context, int n) => await context.WaitForEventAsync<int>("go"))
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallSubOrchestrationAsync<int>(Inline.V1("Child"), n, new InstanceId("c")));
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(new InstanceId("c"), "runs", s => s.Status == InstanceStatus.Running);
        client = await Hub.RestartAsync(registry);
        await client.RaiseEventAsync(new InstanceId("c"), "go", 8, None);
        Assert.Equal(8, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }
}
