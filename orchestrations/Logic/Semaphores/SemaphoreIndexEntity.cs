using Serverless.Durable;
using Serverless.Semaphores;

namespace Serverless.Logic.Semaphores;

/// <summary>The names of a tenant's semaphores: engines do not list entities.</summary>
public sealed class SemaphoreIndexEntity : Entity<SemaphoreIndex>
{
    protected override SemaphoreIndex Create(EntityId id) => new([]);

    protected override SemaphoreIndex Run(EntityOperation operation, SemaphoreIndex state) =>
        operation.Name == SemaphoreNames.Add
            ? new SemaphoreIndex(state.Names.Add(operation.GetInput<string>()!))
            : throw new InvalidOperationException($"The index of semaphores does not know '{operation.Name}'.");
}
