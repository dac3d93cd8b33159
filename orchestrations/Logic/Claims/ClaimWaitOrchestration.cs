using Serverless.Durable;
using Serverless.Logic.Jobs;

namespace Serverless.Logic.Claims;

/// <summary>
/// Waits for a claim that another job has. Nothing is outstanding while it does, so it continues as new now and then and waits as long as it takes. It asks and looks again after
/// a pause that is at most as long as it has waited: that it is told when the claim is free is a hint that may be lost, and nobody tells that the claimant died.
/// </summary>
public sealed class ClaimWaitOrchestration : Orchestrator<ClaimWait, ClaimWaitEnd>
{
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // A round is some ten entries of the history; every step of Durable Task reads all of it.
    private const int Rounds = 16;

    /// <summary>The event that makes it ask and look at once.</summary>
    public const string Hint = "claim.look";

    public override async Task<ClaimWaitEnd> RunAsync(OrchestrationContext context, ClaimWait input)
    {
        var shard = ClaimNames.ShardOf(input.Job.Tenant, input.Token);
        var ask = new ClaimAsk(input.Job.Id, [input.Token]) { Waiter = new ClaimWaiter(context.InstanceId, Hint) };
        var pause = input.Pause;
        Task? told = null;
        for (var round = 0; ; round++)
        {
            if ((await context.CallEntityAsync<ClaimAnswer>(shard, "wait", ask))!.Busy is not [var claim]) return new ClaimWaitEnd();
            var state = await context.CallActivityAsync<ClaimantState>(ActivityNames.LookAtClaimant, new ClaimantRequest(input.Job, claim.Job), JobOrchestration.PlatformRetry);
            if (state!.IsCancelled) return new ClaimWaitEnd { IsCancelled = true };
            if (state.IsDead) return new ClaimWaitEnd { Dead = claim.Job };
            if (round == Rounds)
            {
                context.ContinueAsNew(input with { Pause = pause });
                return new ClaimWaitEnd();
            }
            told ??= context.WaitForEventAsync<bool>(Hint);
            using var stop = new CancellationTokenSource();
            if (await Task.WhenAny(told, context.CreateTimerAsync(context.Now + pause, stop.Token)) == told)
            {
#pragma warning disable CA1849, MA0042 // CancelAsync would go on outside of this step; a timer that is not cancelled keeps the instance's history growing.
                stop.Cancel();
#pragma warning restore CA1849, MA0042
                told = null;
                continue;
            }
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
