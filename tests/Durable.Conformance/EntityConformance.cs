using Serverless.Durable.Conformance.Kit;
using Serverless.Testing;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class EntityConformance : DurableConformance
{
    private static EntityId CounterA { get; } = new("counter", "A");

    [Fact]
    public async Task CallEntity_Operations_KeepStateAndAnswer()
    {
        var registry = Counting().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            var sum = 0;
            for (var i = 1; i <= n; i++) sum += await context.CallEntityAsync<int>(CounterA, "add", i);
            return sum;
        });
        Assert.Equal(1 + 3 + 6, (await RunAsync(registry, Inline.V1("Main"), 3)).ReadOutput<int>());
        Assert.Equal(6, (await Hub.Client.GetEntityAsync<Counter.Total>(CounterA, None))!.Value);
    }

    [Fact]
    public async Task CallEntity_FromManyInstances_NoUpdateIsLost()
    {
        var registry = Counting().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            for (var i = 0; i < n; i++) await context.CallEntityAsync<int>(CounterA, "add", 1);
            return n;
        });
        var client = await Hub.StartAsync(registry);
        var ids = Enumerable.Range(0, 20).Select(i => new InstanceId($"i{i}")).ToList();
        await Task.WhenAll(ids.Select(id => client.StartAsync(Inline.V1("Main"), 5, id, None)));
        foreach (var id in ids) AssertCompleted(await Hub.EndAsync(id));
        Assert.Equal(100, (await client.GetEntityAsync<Counter.Total>(CounterA, None))!.Value);
    }

    [Fact]
    public async Task SignalEntity_BeforeACallFromOneSender_RunsBeforeIt()
    {
        var registry = Counting().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            for (var i = 0; i < n; i++) context.SignalEntity(CounterA, "add", 1);
            return await context.CallEntityAsync<int>(CounterA, "get");
        });
        Assert.Equal(50, (await RunAsync(registry, Inline.V1("Main"), 50)).ReadOutput<int>());
    }

    [Fact]
    public async Task SignalEntity_FromTheClient_Arrives()
    {
        var client = await Hub.StartAsync(Counting());
        await client.SignalEntityAsync(CounterA, "add", 4, None);
        await Condition.WaitAsync("the entity counted", async () => (await client.GetEntityAsync<Counter.Total>(CounterA, None))?.Value == 4);
    }

    [Fact]
    public async Task SignalEntity_Delayed_ArrivesNotBeforeItsTimeAndSurvivesARestart()
    {
        var client = await Hub.StartAsync(Counting());
        await client.SignalEntityAsync(CounterA, "add", 4, None, Hub.Time.GetUtcNow().AddSeconds(3));
        await client.SignalEntityAsync(CounterA, "add", 1, None);
        await Condition.WaitAsync("the signal that was not delayed arrived", async () => (await client.GetEntityAsync<Counter.Total>(CounterA, None))?.Value == 1);
        client = await Hub.RestartAsync(Counting());
        await Hub.Pass(TimeSpan.FromSeconds(4));
        await Condition.WaitAsync("the delayed signal arrived", async () => (await client.GetEntityAsync<Counter.Total>(CounterA, None))?.Value == 5);
    }

    [Fact]
    public async Task CallEntity_OperationThrows_RollsBackStateAndMessagesAndAnswers()
    {
        var other = new EntityId("counter", "other");
        var registry = Counting()
            .Entity("careless", operation =>
            {
                operation.SetState((operation.GetState<string>() ?? "") + operation.Name);
                operation.Signal(other, "add", 1);
                if (operation.Name == "bad") throw new InvalidOperationException("refused");
                operation.Return(operation.GetState<string>());
            })
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                var careless = new EntityId("careless", "x");
                await context.CallEntityAsync<string>(careless, "good");
                var thrown = await Assert.ThrowsAsync<EntityFailedException>(() => context.CallEntityAsync<string>(careless, "bad"));
                return $"{await context.CallEntityAsync<string>(careless, "fine")} {thrown.Failure.Message}";
            });
        Assert.Equal("goodfine refused", (await RunAsync(registry, Inline.V1("Main"))).ReadOutput<string>());
        await Condition.WaitAsync("both good signals arrived", async () => (await Hub.Client.GetEntityAsync<Counter.Total>(other, None))?.Value == 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task CallEntity_WhoseHostDiesInTheOperation_IsRepeatedAndCountsOnce(int deaths)
    {
        var left = deaths;
        var other = new EntityId("counter", "other");
        var registry = Counting()
            .Activity("pass", static (int n) => n)
            .Entity("mortal", operation =>
            {
                operation.SetState((operation.GetState<string>() ?? "") + operation.GetInput<string>());
                operation.Signal(other, "add", 1);
                operation.Return(operation.GetState<string>());
                if (operation.GetInput<string>() == "b" && left-- > 0) Hub.DieInOperation();
            })
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                var mortal = new EntityId("mortal", "m");
                await context.CallEntityAsync<string>(mortal, "append", "a");
                // An engine may do all up to here in one turn, and what no one was told to be durable may be gone with it. An activity begins when what is before it is durable.
                await context.CallActivityAsync<int>("pass", n);
                var second = await context.CallEntityAsync<string>(mortal, "append", "b");
                return $"{second} {await context.CallEntityAsync<string>(mortal, "append", "c")}";
            });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 0, Id, None);
        for (var death = 0; death < deaths; death++) await Hub.ReviveAsync(registry);

        var end = await Hub.EndAsync(Id, TimeSpan.FromSeconds(1));

        Assert.Equal("ab abc", end.ReadOutput<string>());
        // What the operation sent while its host died was never sent.
        await Condition.WaitAsync("three signals arrived", async () => (await Hub.Client.GetEntityAsync<Counter.Total>(other, None))?.Value >= 3);
        Assert.Equal(3, (await Hub.Client.GetEntityAsync<Counter.Total>(other, None))!.Value);
    }

    [Fact]
    public async Task CallEntity_ThatTheHostLacks_FailsNamingWhatItHas()
    {
        var registry = Counting().Orchestration("Main", async (OrchestrationContext context, int n) =>
            (await Assert.ThrowsAsync<EntityFailedException>(() => context.CallEntityAsync<int>(new EntityId("absent", "x"), "get"))).Message);
        var message = (await RunAsync(registry, Inline.V1("Main"))).ReadOutput<string>();
        Assert.Contains("'absent'", message, StringComparison.Ordinal);
        Assert.Contains("counter", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetState_Null_DeletesTheEntity()
    {
        var registry = Counting().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            await context.CallEntityAsync<int>(CounterA, "add", 5);
            await context.CallEntityAsync<int>(CounterA, "delete");
            return await context.CallEntityAsync<int>(CounterA, "add", 1);
        });
        Assert.Equal(1, (await RunAsync(registry, Inline.V1("Main"))).ReadOutput<int>());
        Assert.Null(await Hub.Client.GetEntityAsync<Counter.Total>(new EntityId("counter", "untouched"), None));
    }

    [Fact]
    public async Task Entity_SignalsAnotherAndSendsAnEvent_BothArrive()
    {
        var registry = Counting()
            .Entity("relay", operation =>
            {
                operation.Signal(CounterA, "add", operation.GetInput<int>());
                operation.SendEvent(Id, "relayed", operation.GetInput<int>());
            })
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                context.SignalEntity(new EntityId("relay", "r"), "go", n);
                return await context.WaitForEventAsync<int>("relayed");
            });
        Assert.Equal(6, (await RunAsync(registry, Inline.V1("Main"), 6)).ReadOutput<int>());
        await Condition.WaitAsync("the signal arrived", async () => (await Hub.Client.GetEntityAsync<Counter.Total>(CounterA, None))?.Value == 6);
    }

    [Fact]
    public async Task EntityKeys_ThatDifferInCase_AreTwoEntities()
    {
        var client = await Hub.StartAsync(Counting());
        await client.SignalEntityAsync(new EntityId("counter", "a"), "add", 1, None);
        await client.SignalEntityAsync(CounterA, "add", 2, None);
        await Condition.WaitAsync("both counted alone", async () =>
            (await client.GetEntityAsync<Counter.Total>(CounterA, None))?.Value == 2 && (await client.GetEntityAsync<Counter.Total>(new EntityId("counter", "a"), None))?.Value == 1);
    }

    private static DurableRegistry Counting() => new DurableRegistry().AddEntity("counter", new Counter());
}
