using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;

namespace Serverless.Engine.Tests.Faults;

/// <summary>
/// A mixed workload with totals that are exact or wrong: each orchestration calls activities, adds to a counter entity, sleeps on a timer, waits for an
/// event from another entity and calls a child.
/// </summary>
internal static class Workload
{
    public const int Adds = 3;

    public static LogicName Work { get; } = Inline.V1("Work");

    public static EntityId Counter { get; } = new("counter", "total");

    /// <param name="effect">Called by each run of an activity, with the instance and the number that names the call.</param>
    /// <param name="sleep">The timer's length.</param>
    public static DurableRegistry Registry(Action<string, int>? effect = null, TimeSpan? sleep = null) => new DurableRegistry()
        .AddEntity("counter", new Counter())
        .Entity("gate", operation => operation.SendEvent(new InstanceId(operation.GetInput<string>()!), "open", operation.Id.Key))
        .AddActivity("effect", new Effect(effect))
        .Orchestration("Child", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("effect", n))
        .Orchestration("Work", async (OrchestrationContext context, int n) =>
        {
            var sum = 0;
            for (var i = 0; i < Adds; i++)
            {
                sum += await context.CallActivityAsync<int>("effect", i);
                await context.CallEntityAsync<int>(Counter, "add", 1);
            }
            await context.CreateTimerAsync(context.Now + (sleep ?? TimeSpan.FromMilliseconds(n % 20)), CancellationToken.None);
            context.SignalEntity(new EntityId("gate", "g"), "ask", context.InstanceId.Value);
            await context.WaitForEventAsync<string>("open");
            return sum + await context.CallSubOrchestrationAsync<int>(Inline.V1("Child"), 100);
        });

    /// <summary>What each instance returns: 0 + 1 + 2 and the child's 100.</summary>
    public static int Expected => Enumerable.Range(0, Adds).Sum() + 100;

    private sealed class Effect(Action<string, int>? effect) : Activity<int, int>
    {
        public override Task<int> RunAsync(ActivityContext context, int input, CancellationToken cancellationToken)
        {
            effect?.Invoke(context.InstanceId.Value, input);
            return Task.FromResult(input);
        }
    }
}
