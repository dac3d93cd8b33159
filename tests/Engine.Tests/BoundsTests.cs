using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Tests.Faults;

namespace Serverless.Engine.Tests;

public sealed class BoundsTests
{
    [Fact]
    public async Task Live_MoreThanTheLimit_AreEvictedAndComeBack()
    {
        using var hub = new TestHub();
        hub.Options = hub.Options with
        {
            MaxLiveInstances = 3,
            Registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                var sum = 0;
                for (var i = 0; i < n; i++) sum += await context.WaitForEventAsync<int>("e");
                return sum;
            }),
        };
        await using var engine = await hub.OpenAsync();
        var ids = Enumerable.Range(0, 20).Select(i => new InstanceId($"i{i}")).ToList();
        foreach (var id in ids) await engine.Client.StartAsync(Inline.V1("Main"), 5, id, CancellationToken.None);
        for (var round = 0; round < 5; round++)
        {
            foreach (var id in ids) await engine.Client.RaiseEventAsync(id, "e", 2, CancellationToken.None);
            Assert.InRange(engine.Hub.Instances.Live, 0, 3);
        }
        foreach (var id in ids) Assert.Equal(10, (await engine.Client.WaitAsync(id, CancellationToken.None)).ReadOutput<int>());
        Assert.Equal(0, engine.Hub.Instances.Live);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task History_TooLong_FailsSayingWhatToDo(bool atOnce)
    {
        using var hub = new TestHub();
        hub.Options = hub.Options with
        {
            MaxHistoryEvents = 50,
            Registry = new DurableRegistry().Activity("a", (int n) => n).Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                if (atOnce) await Task.WhenAll(Enumerable.Range(0, 60).Select(i => context.CallActivityAsync<int>("a", i)));
                for (var i = 0; i < 60; i++) await context.CallActivityAsync<int>("a", i);
                return n;
            }),
        };
        await using var engine = await hub.OpenAsync();
        await engine.Client.StartAsync(Inline.V1("Main"), 1, new("i"), CancellationToken.None);
        var state = await engine.Client.WaitAsync(new("i"), CancellationToken.None);
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Contains("more than 50 events", state.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("sub-orchestrations", state.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_OfAnIdleHub_WriteNothing()
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a");
        await using var engine = await hub.OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            await engine.Client.GetAsync(new("a"), CancellationToken.None);
            await engine.Client.QueryAsync(new InstanceQuery(), CancellationToken.None);
            Assert.False(await engine.Client.StartAsync(Inline.V1("Main"), 1, new("a"), CancellationToken.None));
        }
        Assert.Equal(0, engine.Appends);
    }

    [Fact]
    public async Task Signals_InOneTurn_AreOneRecordOfTheEntity()
    {
        using var hub = new TestHub();
        await using var engine = await hub.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => engine.Client.SignalEntityAsync(new EntityId("counter", "c"), "add", 1, CancellationToken.None)));
        Assert.Equal(2_000, (await engine.Client.GetEntityAsync<Counter.Total>(new EntityId("counter", "c"), CancellationToken.None))!.Value);
        Assert.True(engine.Appends < 2_000, $"{engine.Appends} frames for 2,000 signals that came at once");
    }

    [Fact]
    public async Task Stop_WithARunningActivity_WaitsForItAndItsResultIsKept()
    {
        using var hub = new TestHub();
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var runs = 0;
        hub.Options = hub.Options with
        {
            Registry = new DurableRegistry()
                .AsyncActivity("slow", async (int n) =>
                {
                    runs++;
                    started.SetResult();
                    await release.Task;
                    return n;
                })
                .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("slow", n)),
        };
        await using (var engine = await hub.OpenAsync())
        {
            await engine.Client.StartAsync(Inline.V1("Main"), 8, new("i"), CancellationToken.None);
            await started.Task;
            var stop = engine.StopAsync(CancellationToken.None);
            Assert.False(stop.IsCompleted);
            release.SetResult();
            await stop;
        }
        await using var again = await hub.OpenAsync();
        Assert.Equal(8, (await again.Client.WaitAsync(new("i"), CancellationToken.None)).ReadOutput<int>());
        Assert.Equal(1, runs);
    }
}
