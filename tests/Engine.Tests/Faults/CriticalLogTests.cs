using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Faults;

/// <summary>What an operator hears of an engine in trouble.</summary>
public sealed class CriticalLogTests
{
    [Fact]
    public async Task Engine_FaultOfItsOwn_IsCriticalWithItsStory()
    {
        using var hub = new TestHub();
        using var logs = new RecordedLogs();
        var isBroken = false;
        hub.Options = hub.Options with { Logging = logs, Holds = _ => Volatile.Read(ref isBroken) ? throw new InvalidOperationException("a fault of the engine") : null };
        await using var engine = await hub.OpenAsync();
        Volatile.Write(ref isBroken, true);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await engine.Client.StartAsync(Inline.V1("Main"), 1, new InstanceId("main"), CancellationToken.None);
            await engine.Client.WaitAsync(new InstanceId("main"), CancellationToken.None);
        });

        await Condition.WaitAsync("the fault is logged", () => logs.Lines.Any(l => l.Level == LogLevel.Critical));
        var line = Assert.Single(logs.Lines, l => l.Level == LogLevel.Critical);
        Assert.Equal((1001, "a fault of the engine"), (line.Event, line.Fault?.Message));
    }

    [Fact]
    public async Task Activity_Throws_IsAWarningWithTheFault()
    {
        using var hub = new TestHub();
        using var logs = new RecordedLogs();
        hub.Options = hub.Options with
        {
            Logging = logs,
            Registry = new DurableRegistry()
                .AsyncActivity("work", (int _) => Task.FromException<int>(new IOException("no disk")))
                .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("work", n)),
        };
        await using var engine = await hub.OpenAsync();
        await engine.Client.StartAsync(Inline.V1("Main"), 1, new InstanceId("main"), CancellationToken.None);
        await engine.Client.WaitAsync(new InstanceId("main"), CancellationToken.None);

        var line = Assert.Single(logs.Lines, l => l.Level == LogLevel.Warning);
        Assert.Equal((1008, "no disk"), (line.Event, line.Fault?.Message));
        Assert.Contains("main", line.Message, StringComparison.Ordinal);
    }
}
