using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Tests.Faults;
using Serverless.Testing;

namespace Serverless.Engine.Tests;

/// <summary>Instances that a process is told to leave alone.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task Hold_RunningInstance_StaysAsItIsAndTheNextProcessGoesOnWithIt()
    {
        using var hub = new TestHub();
        var runs = 0;
        hub.Options = hub.Options with
        {
            Registry = new DurableRegistry()
                // Lost with its process, the first time.
                .AsyncActivity("work", (int n) => Interlocked.Increment(ref runs) == 1 ? new TaskCompletionSource<int>().Task : Task.FromResult(n))
                .Orchestration("Main", async (OrchestrationContext context, int n) =>
                    await context.CallActivityAsync<int>("work", n) + await context.WaitForEventAsync<int>("go")),
        };
        var id = new InstanceId("held");
        await using (var first = await hub.OpenAsync())
        {
            await first.Client.StartAsync(Inline.V1("Main"), 1, id, CancellationToken.None);
            await Condition.WaitAsync("the activity runs", () => Volatile.Read(ref runs) == 1);
        }
        var usual = hub.Options;
        hub.Options = usual with { Holds = i => i == id ? "not here" : null };
        await using (var second = await hub.OpenAsync())
        {
            await second.Client.RaiseEventAsync(id, "go", 41, CancellationToken.None);
            await second.Client.StartAsync(Inline.V1("Main"), 2, new InstanceId("other"), CancellationToken.None);
            await second.Client.RaiseEventAsync(new InstanceId("other"), "go", 1, CancellationToken.None);
            Assert.Equal(3, (await second.Client.WaitAsync(new InstanceId("other"), CancellationToken.None)).ReadOutput<int>());

            // The other one's activity alone.
            Assert.Equal(2, Volatile.Read(ref runs));
            var held = (await second.Client.GetAsync(id, CancellationToken.None))!;
            Assert.Equal((InstanceStatus.Running, "not here"), (held.Status, held.Held));
        }
        hub.Options = usual;
        await using var third = await hub.OpenAsync();

        Assert.Equal(42, (await third.Client.WaitAsync(id, CancellationToken.None)).ReadOutput<int>());
        Assert.Equal(3, Volatile.Read(ref runs));
    }
}
