using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class LifecycleConformance : DurableConformance
{
    // Below its parent's id: on Durable Task only such children end and go with their parents.
    private static InstanceId Child { get; } = new($"{Id}:child");

    private static DurableRegistry Waiting() => new DurableRegistry()
        .Orchestration("Main", async (OrchestrationContext context, int n) => await context.WaitForEventAsync<int>("go"))
        .Orchestration("Parent", async (OrchestrationContext context, int n) => await context.CallSubOrchestrationAsync<int>(Inline.V1("Main"), n, Child));

    [Fact]
    public async Task Start_Twice_SecondDoesNothingInAnyState()
    {
        var client = await Hub.StartAsync(Waiting());
        Assert.True(await client.StartAsync(Inline.V1("Main"), 1, Id, None));
        Assert.False(await client.StartAsync(Inline.V1("Main"), 2, Id, None));
        await client.RaiseEventAsync(Id, "go", 5, None);
        await Hub.EndAsync(Id);
        Assert.False(await client.StartAsync(Inline.V1("Main"), 3, Id, None));
        Assert.Equal("1", (await client.GetAsync(Id, None))!.Input);
    }

    [Fact]
    public virtual async Task Start_ManyAtOnceWithOneId_ExactlyOneStartsIt()
    {
        var client = await Hub.StartAsync(Waiting());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.StartAsync(Inline.V1("Main"), i, Id, None)));
        Assert.Equal(1, answers.Count(a => a));
    }

    [Fact]
    public async Task Start_AtALaterTime_IsPendingUntilThen()
    {
        var client = await Hub.StartAsync(Waiting());
        await client.StartAsync(Inline.V1("Main"), 1, Id, None, Hub.Time.GetUtcNow().AddSeconds(3));
        await client.RaiseEventAsync(Id, "go", 9, None);
        Assert.Equal(InstanceStatus.Pending, (await client.GetAsync(Id, None))!.Status);
        await Hub.RestartAsync(Waiting());
        Assert.Equal(InstanceStatus.Pending, (await Hub.Client.GetAsync(Id, None))!.Status);
        Assert.Equal(9, (await Hub.EndAsync(Id, TimeSpan.FromSeconds(1))).ReadOutput<int>());
    }

    [Fact]
    public async Task Get_Nobody_IsNull()
    {
        var client = await Hub.StartAsync(Waiting());
        Assert.Null(await client.GetAsync(Id, None));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.WaitAsync(Id, None));
    }

    [Fact]
    public async Task Suspend_WhileEventsCome_BuffersThemUntilResumed()
    {
        var client = await Hub.StartAsync(Waiting());
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "runs", s => s.Status == InstanceStatus.Running);
        await client.SuspendAsync(Id, "wait", None);
        await Hub.UntilAsync(Id, "is suspended", s => s.Status == InstanceStatus.Suspended);
        await client.RaiseEventAsync(Id, "go", 5, None);
        client = await Hub.RestartAsync(Waiting());
        Assert.Equal(InstanceStatus.Suspended, (await client.GetAsync(Id, None))!.Status);
        await client.ResumeAsync(Id, "go on", None);
        Assert.Equal(5, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }

    [Fact]
    public async Task Terminate_WithChildren_EndsThemToo()
    {
        var client = await Hub.StartAsync(Waiting());
        await client.StartAsync(Inline.V1("Parent"), 1, Id, None);
        await Hub.UntilAsync(Child, "runs", s => s.Status == InstanceStatus.Running);
        await client.TerminateAsync(Id, "enough", None);
        var state = await Hub.EndAsync(Id);
        Assert.Equal(InstanceStatus.Terminated, state.Status);
        Assert.Contains("enough", state.Output, StringComparison.Ordinal);
        Assert.Equal(InstanceStatus.Terminated, (await Hub.EndAsync(Child)).Status);
    }

    [Fact]
    public async Task Terminate_Finished_LeavesItAsItIs()
    {
        var client = await Hub.StartAsync(Waiting());
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await client.RaiseEventAsync(Id, "go", 5, None);
        await Hub.EndAsync(Id);
        await client.TerminateAsync(Id, "too late", None);
        Assert.Equal(InstanceStatus.Completed, (await client.GetAsync(Id, None))!.Status);
    }

    [Fact]
    public async Task Steering_Nobody_Throws()
    {
        var client = await Hub.StartAsync(Waiting());
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.SuspendAsync(Id, null, None));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.ResumeAsync(Id, null, None));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.TerminateAsync(Id, null, None));
    }

    [Fact]
    public async Task SetCustomStatus_WhileRunning_IsSeenAndKept()
    {
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            context.SetCustomStatus(new { Phase = "waiting" });
            await context.WaitForEventAsync<int>("go");
            return n;
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "has a status", s => s.CustomStatus == """{"phase":"waiting"}""");
        await client.RaiseEventAsync(Id, "go", 5, None);
        Assert.Equal("""{"phase":"waiting"}""", (await Hub.EndAsync(Id)).CustomStatus);
    }
}
