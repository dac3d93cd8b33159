using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class TimerConformance : DurableConformance
{
    [Fact]
    public async Task CreateTimer_Due_ContinuesNotBeforeItsTime()
    {
        var registry = Sleeping(TimeSpan.FromSeconds(3));
        var state = await RunAsync(registry, Inline.V1("Main"), step: TimeSpan.FromMilliseconds(500));
        AssertCompleted(state);
        Assert.InRange(state.ReadOutput<double>(), 3, 60);
    }

    [Fact]
    public async Task CreateTimer_InThePast_ContinuesAtOnce()
    {
        var state = await RunAsync(Sleeping(TimeSpan.FromHours(-1)), Inline.V1("Main"), step: TimeSpan.FromMilliseconds(1));
        AssertCompleted(state);
    }

    [Fact]
    public async Task CreateTimer_OfThreeDays_ContinuesAfterThem()
    {
        if (!Hub.MovesClock) return;
        var state = await RunAsync(Sleeping(TimeSpan.FromDays(3)), Inline.V1("Main"), step: TimeSpan.FromHours(5));
        Assert.InRange(state.ReadOutput<double>(), 3 * 86_400, 4 * 86_400);
    }

    [Fact]
    public async Task CreateTimer_DueWhileTheProcessWasDown_FiresAtTheNextStart()
    {
        var registry = Sleeping(TimeSpan.FromSeconds(2));
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), null, Id, None);
        await Hub.UntilAsync(Id, "runs", s => s.Status == InstanceStatus.Running);
        await Hub.StopAsync();
        await Hub.Pass(TimeSpan.FromSeconds(3));
        await Hub.StartAsync(registry);
        AssertCompleted(await Hub.EndAsync(Id));
    }

    [Fact]
    public async Task CreateTimer_Cancelled_ThrowsAndTheInstanceEndsAtOnce()
    {
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            using var cancel = new CancellationTokenSource();
            var timer = context.CreateTimerAsync(context.Now.AddDays(30), cancel.Token);
            Inline.Cancel(cancel);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => timer);
            return "cancelled";
        });
        Assert.Equal("cancelled", (await RunAsync(registry, Inline.V1("Main"))).ReadOutput<string>());
    }

    [Fact]
    public async Task WhenAny_TimerLoses_TheWinnerCounts()
    {
        var registry = Racing(TimeSpan.FromHours(1));
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), null, Id, None);
        await client.RaiseEventAsync(Id, "go", "event", None);
        Assert.Equal("event", (await Hub.EndAsync(Id)).ReadOutput<string>());
    }

    [Fact]
    public async Task WhenAny_EventLoses_ItsLaterArrivalHarmsNothing()
    {
        var client = await Hub.StartAsync(Racing(TimeSpan.FromSeconds(1)));
        await client.StartAsync(Inline.V1("Main"), null, Id, None);
        await Hub.UntilAsync(Id, "saw the timer win", s =>
        {
            if (s.CustomStatus is not null) return true;
            Hub.Pass(TimeSpan.FromSeconds(1)).GetAwaiter().GetResult();
            return false;
        });
        await client.RaiseEventAsync(Id, "go", "late", None);
        await client.RaiseEventAsync(Id, "end", null, None);
        Assert.Equal("timer", (await Hub.EndAsync(Id)).ReadOutput<string>());
    }

    [Fact]
    public async Task WhenAny_ActivityLoses_ItsLaterResultHarmsNothing()
    {
        var release = new TaskCompletionSource();
        var registry = new DurableRegistry()
            .AsyncActivity("slow", async (int n) =>
            {
                await release.Task;
                return "activity";
            })
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                var slow = context.CallActivityAsync<string>("slow", n);
                var first = await Task.WhenAny(slow, context.WaitForEventAsync<string>("go"));
                var winner = await first;
                context.SetCustomStatus(winner);
                await slow;
                return winner;
            });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), null, Id, None);
        await client.RaiseEventAsync(Id, "go", "event", None);
        await Hub.UntilAsync(Id, "saw the event win", s => s.CustomStatus is not null);
        release.SetResult();
        Assert.Equal("event", (await Hub.EndAsync(Id)).ReadOutput<string>());
    }

    private static DurableRegistry Sleeping(TimeSpan time) => new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
    {
        var begin = context.Now;
        await context.CreateTimerAsync(begin + time, CancellationToken.None);
        return (context.Now - begin).TotalSeconds;
    });

    private static DurableRegistry Racing(TimeSpan limit) => new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
    {
        using var cancel = new CancellationTokenSource();
        var timer = context.CreateTimerAsync(context.Now + limit, cancel.Token);
        var go = context.WaitForEventAsync<string>("go");
        if (await Task.WhenAny(timer, go) == go)
        {
            Inline.Cancel(cancel);
            return await go;
        }
        context.SetCustomStatus("timer");
        await context.WaitForEventAsync<string>("end");
        return "timer";
    });
}
