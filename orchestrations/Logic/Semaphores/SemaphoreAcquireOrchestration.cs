using Serverless.Durable;
using Serverless.Semaphores;

namespace Serverless.Logic.Semaphores;

/// <summary>Waits for leases for a client: while it waits, nothing computes.</summary>
public sealed class SemaphoreAcquireOrchestration : Orchestrator<AcquireInput, SemaphoreGrants>
{
    public override Task<SemaphoreGrants> RunAsync(OrchestrationContext context, AcquireInput input) => new LeaseRequest(context, input.Wanted, number: 0).AcquireAsync(input.Timeout);
}
