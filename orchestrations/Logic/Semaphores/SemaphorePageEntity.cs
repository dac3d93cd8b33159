using Serverless.Durable;
using Serverless.Semaphores;
using Serverless.Semaphores.State;

namespace Serverless.Logic.Semaphores;

/// <summary>A page of a semaphore's queue. Only its semaphore speaks to it.</summary>
public sealed class SemaphorePageEntity : Entity<WaiterPage>
{
    protected override WaiterPage Create(EntityId id) => new();

    protected override WaiterPage? Run(EntityOperation operation, WaiterPage state)
    {
        switch (operation.Name)
        {
            case "park":
                return state.Add(operation.GetInput<IReadOnlyList<Waiter>>() ?? []);
            case "load":
                Tell(operation, "loaded", new SemaphoreRequest.Loaded(operation.GetInput<long>(), state.Waiters));
                return null;
            case "unpark":
                var unpark = operation.GetInput<SemaphoreEffect.Unpark>()!;
                var rest = state.Remove(unpark.Request);
                if (rest != state) Tell(operation, "withdrew", new SemaphoreRequest.PageWithdrew(unpark.Page));
                return rest.Waiters.IsEmpty ? null : rest;
            default:
                throw new InvalidOperationException($"A page of waiters does not know '{operation.Name}'.");
        }
    }

    private static void Tell(EntityOperation operation, string name, SemaphoreRequest request)
    {
        var semaphore = operation.Id.Key[..operation.Id.Key.LastIndexOf(':')];
        operation.Signal(new EntityId(SemaphoreNames.Entity, semaphore), name, new SemaphoreAsk(request));
    }
}
