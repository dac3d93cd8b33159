using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

/// <summary>An id that is purged and comes again is another instance: what the first one asked for and had no answer to yet answers nothing of the second.</summary>
public abstract class ReusedIdConformance : DurableConformance
{
    private static InstanceId Child { get; } = new($"{Id}:child");

    [Fact]
    public virtual async Task Answer_OfACallOfBefore_IsNotTheNewCallsAnswer()
    {
        var gates = new Gates();
        var client = await Hub.StartAsync(gates.AddTo(new DurableRegistry())
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("held", n)));
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await gates.Entered(1);
        await StartAgainAsync(client);
        await gates.Entered(2);
        gates.Open(1);
        await gates.PassAsync(client);
        gates.Open(2);
        Assert.Equal(2, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }

    [Fact]
    public virtual async Task Timer_OfBefore_IsNotTheNewCallsAnswer()
    {
        var gates = new Gates();
        var client = await Hub.StartAsync(gates.AddTo(new DurableRegistry()).Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            if (n == 1) await context.CreateTimerAsync(context.Now.AddSeconds(2), CancellationToken.None);
            return await context.CallActivityAsync<int>("held", n);
        }));
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "runs", s => s.Status == InstanceStatus.Running);
        await StartAgainAsync(client);
        await gates.Entered(2);
        await Hub.Pass(TimeSpan.FromSeconds(3));
        await gates.PassAsync(client);
        gates.Open(2);
        Assert.Equal(2, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }

    [Fact]
    public virtual async Task Timer_OfBefore_IsNotTheNewTimersEnd()
    {
        var gates = new Gates();
        var client = await Hub.StartAsync(gates.AddTo(new DurableRegistry()).Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            var began = context.Now;
            await context.CreateTimerAsync(began.AddSeconds(n == 1 ? 2 : 6), CancellationToken.None);
            return (context.Now - began).TotalSeconds;
        }));
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "runs", s => s.Status == InstanceStatus.Running);
        await StartAgainAsync(client);
        await Hub.UntilAsync(Id, "runs", s => s.Status == InstanceStatus.Running);
        await Hub.Pass(TimeSpan.FromSeconds(3));
        await gates.PassAsync(client);
        Assert.InRange((await Hub.EndAsync(Id, TimeSpan.FromMilliseconds(500))).ReadOutput<double>(), 6, 60);
    }

    /// <summary>A parent may end before its child: the child's end is then an answer that nothing waits for.</summary>
    [Fact]
    public virtual async Task Child_OfBefore_IsNotTheNewCallsAnswer()
    {
        var gates = new Gates();
        DurableRegistry Code() => gates.AddTo(new DurableRegistry())
            .Orchestration("Child", async (OrchestrationContext context, int n) => await context.WaitForEventAsync<int>("go"))
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                if (n == 2) return await context.CallActivityAsync<int>("held", n);
                _ = context.CallSubOrchestrationAsync<int>(Inline.V1("Child"), n, Child);
                await context.WaitForEventAsync<int>("end");
                return n;
            });
        var client = await Hub.StartAsync(Code());
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Child, "runs", s => s.Status == InstanceStatus.Running);
        await client.RaiseEventAsync(Id, "end", 1, None);
        await Hub.EndAsync(Id);
        await client.PurgeAsync(Id, None);
        await client.StartAsync(Inline.V1("Main"), 2, Id, None);
        await gates.Entered(2);
        // The child's parent is on the disk by then, not in memory alone.
        client = await Hub.RestartAsync(Code());
        await client.RaiseEventAsync(Child, "go", -1, None);
        await Hub.EndAsync(Child);
        await gates.PassAsync(client);
        gates.Open(2);
        Assert.Equal(2, (await Hub.EndAsync(Id)).ReadOutput<int>());
    }

    private async Task StartAgainAsync(DurableClient client)
    {
        await client.TerminateAsync(Id, "again", None);
        await Hub.EndAsync(Id);
        Assert.True(await client.PurgeAsync(Id, None));
        Assert.True(await client.StartAsync(Inline.V1("Main"), 2, Id, None));
    }

    /// <summary>Activity "held" returns its input once its gate is open.</summary>
    private sealed class Gates
    {
        private readonly TaskCompletionSource[] _entered = [new(), new(), new()];
        private readonly TaskCompletionSource[] _open = [new(), new(), new()];
        private int _passes;

        public DurableRegistry AddTo(DurableRegistry registry) => registry
            .AsyncActivity("held", async (int n) =>
            {
                _entered[n].TrySetResult();
                await _open[n].Task;
                return n;
            })
            .Activity("pass", (int n) => n)
            .Orchestration("Pass", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("pass", n));

        public Task Entered(int n) => _entered[n].Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

        public void Open(int n) => _open[n].TrySetResult();

        /// <summary>An answer that comes later has come: those before it have been looked at.</summary>
        public async Task PassAsync(DurableClient client)
        {
            for (var i = 0; i < 3; i++)
            {
                var id = new InstanceId($"pass-{_passes++}");
                await client.StartAsync(Inline.V1("Pass"), i, id, CancellationToken.None);
                await client.WaitAsync(id, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            }
        }
    }
}
