using Serverless.Durable;
using Serverless.Semaphores;
using Serverless.Semaphores.State;

namespace Serverless.Logic.Semaphores;

/// <summary>Asks a semaphore for a client: entities answer orchestrations alone. The instance's id is the operation's.</summary>
public sealed class SemaphoreCallOrchestration : Orchestrator<SemaphoreCall, SemaphoreAnswer>
{
    public override async Task<SemaphoreAnswer> RunAsync(OrchestrationContext context, SemaphoreCall input)
    {
        // Asking for leases twice, or taking a request back twice, does no harm; what else clients ask would undo what others did in between.
        var operation = input.Request is SemaphoreRequest.Register or SemaphoreRequest.Resize or SemaphoreRequest.Release ? context.InstanceId.Value : null;
        var answer = (await context.CallEntityAsync<SemaphoreAnswer>(new EntityId(SemaphoreNames.Entity, input.Semaphore), "ask", new SemaphoreAsk(input.Request) { Operation = operation }))!;
        if (input.Request is SemaphoreRequest.Register && answer.Status == SemaphoreStatus.Done) await ListAsync(context, input.Semaphore);
        return answer;
    }

    // A call and no message of the semaphore's, which could be lost.
    private static Task<bool> ListAsync(OrchestrationContext context, string semaphore)
    {
        var split = semaphore.IndexOf('~', StringComparison.Ordinal);
        return context.CallEntityAsync<bool>(new EntityId(SemaphoreNames.IndexEntity, semaphore[..split]), SemaphoreNames.Add, semaphore[(split + 1)..]);
    }
}
