using Serverless.Durable;
using Serverless.Semaphores;

namespace Serverless.Logic.Semaphores;

/// <summary>Asks a semaphore for a client: entities answer orchestrations alone.</summary>
public sealed class SemaphoreCallOrchestration : Orchestrator<SemaphoreCall, SemaphoreAnswer>
{
    public override async Task<SemaphoreAnswer> RunAsync(OrchestrationContext context, SemaphoreCall input) =>
        (await context.CallEntityAsync<SemaphoreAnswer>(new EntityId(SemaphoreNames.Entity, input.Semaphore), "ask", new SemaphoreAsk(input.Request)))!;
}
