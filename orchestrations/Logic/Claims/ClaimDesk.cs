using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Jobs;

namespace Serverless.Logic.Claims;

/// <summary>What came of asking for claims.</summary>
/// <param name="IsHeld">All are held: the work may start.</param>
/// <param name="IsCancelled">The job was cancelled while it waited.</param>
/// <param name="Fence">Tokens that were taken from a dead job: their epochs are to be closed.</param>
internal sealed record ClaimOutcome(bool IsHeld, bool IsCancelled, IReadOnlyList<string> Fence);

/// <summary>
/// The claims of one stage. All are asked for at once; where one is busy, the stage keeps those before it in order, gives back those behind it, and waits
/// for that one: whoever waits holds only what comes before, so no two jobs wait for each other in a circle.
/// </summary>
/// <param name="context">The job's.</param>
/// <param name="job">Which one.</param>
/// <param name="cancelled">Ends when the job is asked to.</param>
internal sealed class ClaimDesk(OrchestrationContext context, JobKey job, Task cancelled)
{
    // How often a waiting job looks whether the claimant lives: soon at first, because a suspended one is taken over; then at a pace that keeps the history of a night's wait small.
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(30);

    private readonly SortedSet<string> _held = new(StringComparer.Ordinal);
    private int _waits;

    /// <summary>Asks for claims; comes back when all are held, or when it is time to plan again because one that was waited for is free.</summary>
    public async Task<ClaimOutcome> AcquireAsync(IReadOnlyList<string> tokens)
    {
        Release([.. _held.Except(tokens, StringComparer.Ordinal)]);
        var answers = await Task.WhenAll(tokens
            .Except(_held, StringComparer.Ordinal)
            .GroupBy(t => ClaimNames.ShardOf(job.Tenant, t))
            .Select(shard => context.CallEntityAsync<ClaimAnswer>(shard.Key, "acquire", new ClaimAsk(job.Id, [.. shard]))));
        var busy = answers.SelectMany(a => a!.Busy).OrderBy(b => b.Token, StringComparer.Ordinal).ToList();
        _held.UnionWith(tokens.Except(busy.Select(b => b.Token), StringComparer.Ordinal));
        if (busy.Count == 0) return new ClaimOutcome(IsHeld: true, IsCancelled: false, []);
        Release([.. _held.Where(t => string.CompareOrdinal(t, busy[0].Token) > 0)]);
        return await WaitAsync(busy[0].Token);
    }

    /// <summary>Gives back whatever is held.</summary>
    public void ReleaseAll() => Release([.. _held]);

    private async Task<ClaimOutcome> WaitAsync(string token)
    {
        var again = new ClaimOutcome(IsHeld: false, IsCancelled: false, []);
        var shard = ClaimNames.ShardOf(job.Tenant, token);
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"claim.{context.Now.Ticks}.{_waits++}");
        var free = context.WaitForEventAsync<bool>(name);
        var ask = new ClaimAsk(job.Id, [token]) { Waiter = new ClaimWaiter(context.InstanceId, name) };
        if ((await context.CallEntityAsync<ClaimAnswer>(shard, "wait", ask))!.Busy is not [var claim]) return again;
        context.SetCustomStatus(new JobProgress($"waiting for job {claim.Job}, which makes the same", 0, 0, 0, 0));
        for (var pause = FirstLook; ; pause = pause * 2 < LastLook ? pause * 2 : LastLook)
        {
            var state = await context.CallActivityAsync<ClaimantState>(ActivityNames.LookAtClaimant, new ClaimantRequest(job, claim.Job), JobOrchestration.PlatformRetry);
            if (state!.IsCancelled) return again with { IsCancelled = true };
            if (state.IsDead)
            {
                var taken = await context.CallEntityAsync<ClaimAnswer>(shard, "take", ask with { From = claim.Job });
                if (taken!.Busy.Count > 0) return again;
                _held.Add(token);
                return again with { Fence = [token] };
            }
            using var stop = new CancellationTokenSource();
            var timer = context.CreateTimerAsync(context.Now + pause, stop.Token);
            var first = await Task.WhenAny(free, cancelled, timer);
            if (first == timer) continue;
#pragma warning disable CA1849, MA0042 // CancelAsync would go on outside of this step; a timer that is not cancelled keeps the instance's history growing.
            stop.Cancel();
#pragma warning restore CA1849, MA0042
            return again with { IsCancelled = first == cancelled };
        }
    }

    private void Release(IReadOnlyList<string> tokens)
    {
        _held.ExceptWith(tokens);
        foreach (var shard in tokens.GroupBy(t => ClaimNames.ShardOf(job.Tenant, t))) context.SignalEntity(shard.Key, "release", new ClaimAsk(job.Id, [.. shard]));
    }
}
