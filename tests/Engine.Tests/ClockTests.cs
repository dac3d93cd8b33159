using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Tests.Faults;
using Serverless.Testing;

namespace Serverless.Engine.Tests;

public sealed class ClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Timer_ClockSetBack_WaitsNoLongerThanItsDuration()
    {
        var state = await RunAsync(time => time.SetWallClock(Noon.AddDays(-30)), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        Assert.True(state.ReadOutput<double>() >= 60, "the code never sees time before the timer");
    }

    [Fact]
    public async Task Timer_ClockSetForward_FiresWhenTheClockSaysSo()
    {
        var state = await RunAsync(time => time.SetWallClock(Noon.AddDays(40)), TimeSpan.FromDays(30), TimeSpan.FromSeconds(2));
        Assert.True(state.ReadOutput<double>() >= 30 * 86_400);
    }

    [Fact]
    public async Task Timer_ClockSetBackWhileDown_WaitsNoLongerThanItsDuration()
    {
        using var hub = new TestHub();
        var time = new ManualTime(Noon);
        hub.Options = hub.Options with { Time = time, Registry = Sleeping(TimeSpan.FromMinutes(1)) };
        await StartAsync(hub);
        time.SetWallClock(Noon.AddDays(-400));
        await using var engine = await hub.OpenAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(InstanceStatus.Completed, (await engine.Client.WaitAsync(new("i"), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System)).Status);
    }

    private static async Task StartAsync(TestHub hub)
    {
        await using var engine = await hub.OpenAsync();
        await engine.Client.StartAsync(Inline.V1("Main"), 0, new("i"), CancellationToken.None);
        await Condition.WaitAsync("the timer is set", async () => (await engine.Client.GetAsync(new("i"), CancellationToken.None))!.Status == InstanceStatus.Running);
    }

    private static async Task<InstanceState> RunAsync(Action<ManualTime> setClock, TimeSpan sleep, TimeSpan passes)
    {
        using var hub = new TestHub();
        var time = new ManualTime(Noon);
        hub.Options = hub.Options with { Time = time, Registry = Sleeping(sleep) };
        await using var engine = await hub.OpenAsync();
        await engine.Client.StartAsync(Inline.V1("Main"), 0, new("i"), CancellationToken.None);
        await Condition.WaitAsync("the timer is set", async () => (await engine.Client.GetAsync(new("i"), CancellationToken.None))!.Status == InstanceStatus.Running);
        setClock(time);
        time.Advance(passes);
        return await engine.Client.WaitAsync(new("i"), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    private static DurableRegistry Sleeping(TimeSpan sleep) => new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
    {
        var begin = context.Now;
        await context.CreateTimerAsync(begin + sleep, CancellationToken.None);
        return (context.Now - begin).TotalSeconds;
    });
}
