using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Claims;
using Serverless.Store.Jobs;

namespace Serverless.Activities.Cache;

/// <summary>
/// Looks whether a job that has a claim still works. The engine's own word decides: an orchestration that runs survives its host; one that has ended, is
/// suspended or is gone starts nothing more. What it still records is fenced by the ledger's epoch, so taking over is safe in any case.
/// </summary>
internal sealed class LookAtClaimantActivity(JobLoader loader, Func<DurableClient>? client) : Activity<ClaimantRequest, ClaimantState>
{
    public override async Task<ClaimantState> RunAsync(ActivityContext context, ClaimantRequest input, CancellationToken cancellationToken)
    {
        var cancelled = await loader.StoresOf(input.Job).Jobs.HasAsync(input.Job.Id, JobBlobs.Cancel, cancellationToken);
        if (client is null) return new ClaimantState(IsDead: false, cancelled);
        var claimant = await client().GetAsync(JobInstances.Of(input.Job.Tenant, input.Claimant), cancellationToken);
        return new ClaimantState(claimant is null || claimant.HasEnded || claimant.Status == InstanceStatus.Suspended || claimant.Held is not null, cancelled);
    }
}
