using Serverless.Durable;
using Serverless.Semaphores;
using Serverless.Semaphores.State;

namespace Serverless.Logic.Semaphores;

/// <summary>One semaphore: applies requests to its state and performs what comes of them.</summary>
public sealed class SemaphoreEntity : Entity<SemaphoreState>
{
    protected override SemaphoreState Create(EntityId id) => new();

    protected override SemaphoreState? Run(EntityOperation operation, SemaphoreState state)
    {
        var ask = operation.GetInput<SemaphoreAsk>() ?? throw new InvalidOperationException($"'{operation.Name}' came without a request.");
        var step = SemaphoreMachine.Apply(state, ask.Request, operation.Now, ask.Operation);
        var name = operation.Id.Key[(operation.Id.Key.IndexOf('~', StringComparison.Ordinal) + 1)..];
        foreach (var effect in step.Effects) Perform(operation, effect);
        operation.Return(Named(step.Answer, name));
        // A caller that asks for a semaphore that was never made leaves none behind.
        return step.State.Limit == 0 ? null : step.State;
    }

    private static void Perform(EntityOperation operation, SemaphoreEffect effect)
    {
        switch (effect)
        {
            case SemaphoreEffect.Tell tell:
                operation.SendEvent(new InstanceId(tell.Instance), SemaphoreNames.GrantEvent(tell.Request), true);
                break;
            case SemaphoreEffect.Park park:
                operation.Signal(PageOf(operation.Id, park.Page), "park", park.Waiters);
                break;
            case SemaphoreEffect.Load load:
                operation.Signal(PageOf(operation.Id, load.Page), "load", load.Page);
                break;
            case SemaphoreEffect.Unpark unpark:
                operation.Signal(PageOf(operation.Id, unpark.Page), "unpark", unpark);
                break;
            case SemaphoreEffect.SweepAt sweep:
                operation.Signal(operation.Id, "sweep", new SemaphoreAsk(new SemaphoreRequest.Sweep()), sweep.Due);
                break;
        }
    }

    private static SemaphoreAnswer Named(SemaphoreAnswer answer, string name) => answer.Grant is { } grant ? answer with { Grant = grant with { Semaphore = name } } : answer;

    private static EntityId PageOf(EntityId semaphore, long page) => new(SemaphoreNames.PageEntity, $"{semaphore.Key}:{page}");
}
