using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Waiting;

namespace Serverless.Logic.Claims;

/// <summary>What came of asking for claims.</summary>
/// <param name="IsHeld">All are held: the work may start.</param>
/// <param name="IsCancelled">The job was cancelled while it waited.</param>
/// <param name="Fence">Tokens that were taken from a dead job: their epochs are to be closed.</param>
internal sealed record ClaimOutcome(bool IsHeld, bool IsCancelled, IReadOnlyList<string> Fence);

/// <summary>
/// The claims of one job, a stage after the other. All of a stage are asked for at once; where one is busy, the stage keeps those before it in order, gives back those behind it,
/// and waits for that one: a waiting job holds only what comes before, so no two jobs wait for each other in a circle.
/// </summary>
/// <param name="context">The job's.</param>
/// <param name="job">Which one.</param>
/// <param name="cancelled">Ends when the job is asked to.</param>
internal sealed class ClaimCoordinator(OrchestrationContext context, JobKey job, Task cancelled)
{
    private readonly SortedSet<string> _held = new(StringComparer.Ordinal);
    private readonly List<Task> _givenBack = [];
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
        return await WaitAsync(busy[0]);
    }

    /// <summary>Gives back whatever is held; <see cref="SettleAsync"/> waits for it.</summary>
    public void ReleaseAll() => Release([.. _held]);

    /// <summary>Completes when what was given back is back: a job that ended before could not repeat a call whose answer was lost.</summary>
    public async Task SettleAsync()
    {
        try
        {
            await Task.WhenAll(_givenBack);
        }
        catch (DurableFailureException)
        {
            // Claims of a job that has ended are taken from it; it must not fail by them.
        }
        _givenBack.Clear();
    }

    private async Task<ClaimOutcome> WaitAsync(BusyClaim busy)
    {
        var again = new ClaimOutcome(IsHeld: false, IsCancelled: false, []);
        context.SetCustomStatus(new JobProgress($"waiting for job {busy.Job}, which makes the same", 0, 0, 0, 0));
        var child = JobInstances.ClaimWaitOf(context.InstanceId, _waits++);
        var waiting = context.CallSubOrchestrationAsync<ClaimWaitEnd>(ClaimNames.Wait, new ClaimWait(job, busy.Token, HintedWait.FirstPause), child);
        if (await Task.WhenAny(waiting, cancelled) == cancelled)
        {
            // A hint: without it the child looks a little later, and sees the same.
            context.SendEvent(child, ClaimWaitOrchestration.Hint, true);
            return again with { IsCancelled = true };
        }
        var end = (await waiting)!;
        if (end.IsCancelled || end.Dead is null) return again with { IsCancelled = end.IsCancelled };
        var ask = new ClaimAsk(job.Id, [busy.Token]) { From = end.Dead };
        var taken = await context.CallEntityAsync<ClaimAnswer>(ClaimNames.ShardOf(job.Tenant, busy.Token), "take", ask);
        if (taken!.Busy.Count > 0) return again;
        _held.Add(busy.Token);
        return again with { Fence = [busy.Token] };
    }

    // Calls, whose answers are not needed at once: the job goes on meanwhile.
    private void Release(IReadOnlyList<string> tokens)
    {
        _held.ExceptWith(tokens);
        foreach (var shard in tokens.GroupBy(t => ClaimNames.ShardOf(job.Tenant, t)))
            _givenBack.Add(context.CallEntityAsync<bool>(shard.Key, "release", new ClaimAsk(job.Id, [.. shard])));
    }
}
