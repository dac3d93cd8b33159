
namespace Serverless.Durable.Conformance.Kit;

/// <summary>Orchestrations, activities and entities from lambdas, so that a test shows its code in one place.</summary>
public static class Inline
{
    public static LogicName V1(string name) => new(name, 1);

    public static DurableRegistry Orchestration<TIn, TOut>(this DurableRegistry registry, string name, Func<OrchestrationContext, TIn, Task<TOut>> code, int version = 1) =>
        registry.AddOrchestrator(new LogicName(name, version), () => new InlineOrchestrator<TIn, TOut>(code));

    public static DurableRegistry AsyncActivity<TIn, TOut>(this DurableRegistry registry, string name, Func<TIn, Task<TOut>> code) =>
        registry.AddActivity(name, new InlineActivity<TIn, TOut>((_, input, _) => code(input)));

    public static DurableRegistry Activity<TIn, TOut>(this DurableRegistry registry, string name, Func<TIn, TOut> code) =>
        registry.AddActivity(name, new InlineActivity<TIn, TOut>((_, input, _) => Task.FromResult(code(input))));

    public static DurableRegistry Entity(this DurableRegistry registry, string name, Action<EntityOperation> code) =>
        registry.AddEntity(name, new InlineEntity(code));

    /// <summary>Cancels on this thread. <c>CancelAsync</c> would do it on another one, which is no place for an orchestrator.</summary>
    public static void Cancel(CancellationTokenSource source) => source.Cancel();

    private sealed class InlineOrchestrator<TIn, TOut>(Func<OrchestrationContext, TIn, Task<TOut>> code) : Orchestrator<TIn, TOut>
    {
        public override Task<TOut> RunAsync(OrchestrationContext context, TIn input) => code(context, input);
    }

    private sealed class InlineActivity<TIn, TOut>(Func<ActivityContext, TIn, CancellationToken, Task<TOut>> code) : Activity<TIn, TOut>
    {
        public override Task<TOut> RunAsync(ActivityContext context, TIn input, CancellationToken cancellationToken) => code(context, input, cancellationToken);
    }

    private sealed class InlineEntity(Action<EntityOperation> code) : IEntity
    {
        public void Run(EntityOperation operation) => code(operation);
    }
}
