using Serverless.Durable;
using Serverless.Semaphores;

namespace Serverless.Logic.Semaphores;

/// <summary>Everything that a host registers for semaphores. Names are persisted in histories.</summary>
public static class SemaphoreRegistration
{
    /// <summary>Adds the semaphore entities and the orchestrations that speak for clients.</summary>
    public static DurableRegistry AddSemaphores(this DurableRegistry registry) => registry
        .AddEntity(SemaphoreNames.Entity, new SemaphoreEntity())
        .AddEntity(SemaphoreNames.PageEntity, new SemaphorePageEntity())
        .AddEntity(SemaphoreNames.IndexEntity, new SemaphoreIndexEntity())
        .AddOrchestrator(SemaphoreNames.Call, static () => new SemaphoreCallOrchestration())
        .AddOrchestrator(SemaphoreNames.Acquire, static () => new SemaphoreAcquireOrchestration())
        .AddOrchestrator(SemaphoreNames.Wait, static () => new SemaphoreWaitOrchestration());
}
