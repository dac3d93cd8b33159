using Serverless.Durable;
using Serverless.Logic.Waiting;

namespace Serverless.Logic.Claims;

/// <summary>
/// Waits for a claim that another job has. Nothing is outstanding while it does, so it continues as new now and then and waits as long as it takes. It asks and looks again after
/// a pause that is at most as long as it has waited: that it is told when the claim is free is a hint that may be lost, and nothing tells that the claimant died.
/// </summary>
public sealed class ClaimWaitOrchestration : Orchestrator<ClaimWait, ClaimWaitEnd>
{
    /// <summary>The event that makes it ask and look at once.</summary>
    public const string Hint = "claim.look";

    public override async Task<ClaimWaitEnd> RunAsync(OrchestrationContext context, ClaimWait input)
    {
        var shard = ClaimNames.ShardOf(input.Job.Tenant, input.Token);
        var ask = new ClaimAsk(input.Job.Id, [input.Token]) { Waiter = new ClaimWaiter(context.InstanceId, Hint) };
        var wait = new HintedWait(context, Hint, input.Pause);
        while (true)
        {
            if ((await context.CallEntityAsync<ClaimAnswer>(shard, "wait", ask))!.Busy is not [var claim]) return new ClaimWaitEnd();
            var state = await context.CallActivityAsync<ClaimantState>(ActivityNames.LookAtClaimant, new ClaimantRequest(input.Job, claim.Job), PlatformRetry.Policy);
            if (state!.IsCancelled) return new ClaimWaitEnd { IsCancelled = true };
            if (state.IsDead) return new ClaimWaitEnd { Dead = claim.Job };
            if (wait.IsLong)
            {
                context.ContinueAsNew(input with { Pause = wait.Pause });
                return new ClaimWaitEnd();
            }
            await wait.RunAsync(context.Now + wait.Pause);
        }
    }
}
