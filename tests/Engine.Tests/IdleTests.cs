using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Hosting;
using Serverless.Engine.Tests.Faults;
using Serverless.Testing;

namespace Serverless.Engine.Tests;

/// <summary>What an engine at rest does, counted and not timed; benchmark <c>engine.idle</c> measures the processor.</summary>
public sealed class IdleTests
{
    /// <summary>A request may wake the thread once more than it needs.</summary>
    private const int Spurious = 2;

    [Fact]
    public async Task Idle_WithInstancesThatWaitForEvents_NeverWakes()
    {
        using var hub = new TestHub();
        var time = new ManualTime();
        hub.Options = hub.Options with { Time = time };
        await hub.StartManyAsync([.. Enumerable.Range(0, 50).Select(i => $"i{i}")]);
        await using var engine = await hub.OpenAsync();
        var (turns, appends) = await RestAsync(engine);
        for (var i = 0; i < 60; i++) time.Advance(TimeSpan.FromMinutes(1));
        var (turnsThen, appendsThen) = await RestAsync(engine);
        Assert.InRange(turnsThen - turns, 1, 1 + Spurious);
        Assert.Equal(appends, appendsThen);
    }

    [Fact]
    public async Task Idle_WithTimersFarAway_GlancesAtTheClockOnceASecondAndWritesNothing()
    {
        using var hub = new TestHub();
        var time = new ManualTime();
        hub.Options = hub.Options with
        {
            Time = time,
            Registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                await context.CreateTimerAsync(context.Now.AddDays(n), CancellationToken.None);
                return n;
            }),
        };
        await hub.StartManyAsync([.. Enumerable.Range(0, 20).Select(i => $"i{i}")]);
        await using var engine = await hub.OpenAsync();
        const int Glances = 8;
        var (turns, appends) = await RestAsync(engine);
        var passed = TimeSpan.Zero;
        await Condition.WaitAsync("it looked at the clock some times", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            passed += TimeSpan.FromMilliseconds(100);
            return engine.Turns >= turns + Glances;
        });
        var (turnsThen, appendsThen) = await RestAsync(engine);
        // More often than once a second would need less time than this.
        Assert.InRange(turnsThen - turns, Glances, passed.TotalSeconds + Spurious + 1);
        Assert.Equal(appends, appendsThen);
    }

    /// <summary>Asks one thing, so that all that came before is done.</summary>
    private static async Task<(long Turns, long Appends)> RestAsync(EmbeddedEngine engine)
    {
        await engine.Client.GetAsync(new("i0"), CancellationToken.None);
        return (engine.Turns, engine.Appends);
    }
}
