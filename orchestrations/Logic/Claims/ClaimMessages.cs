using Serverless.Durable;
using Serverless.Jobs;

namespace Serverless.Logic.Claims;

/// <summary>Which shard holds the claims of which tokens. Names are persisted.</summary>
public static class ClaimNames
{
    public const string Entity = "cache-claims";

    /// <summary>Waits for a claim that another job has.</summary>
    public static readonly LogicName Wait = new("ClaimWait", 2);

    /// <summary>
    /// Four shards a tenant, by the token's first digit. Each shard that a stage asks is a call and its answer, once for the claims and once to give them back: on
    /// Azure Storage 14 operations, which a shard for every token would multiply.
    /// </summary>
    public static EntityId ShardOf(string tenant, string token) => new(Entity, $"{tenant}~s{token[0] % 4}");
}

/// <summary>What a shard is asked for; the operation's name says what.</summary>
/// <param name="Job">The id of the job that asks.</param>
/// <param name="Tokens">Which ones.</param>
public sealed record ClaimAsk(string Job, IReadOnlyList<string> Tokens)
{
    /// <summary>For <c>take</c>: the dead job that has it.</summary>
    public string? From { get; init; }

    /// <summary>For <c>wait</c>: who is told, and by which event.</summary>
    public ClaimWaiter? Waiter { get; init; }
}

/// <summary>What a shard answers.</summary>
/// <param name="Busy">The tokens that others have. All the others are the asker's now.</param>
public sealed record ClaimAnswer(IReadOnlyList<BusyClaim> Busy);

/// <summary>A token that another job has.</summary>
public sealed record BusyClaim(string Token, string Job);

/// <summary>Asks whether a job that has a claim still works, and whether the one that waits for it was cancelled.</summary>
public sealed record ClaimantRequest(JobKey Job, string Claimant);

/// <summary>The answer.</summary>
/// <param name="IsDead">It ended, is suspended, or is gone: it starts no more work.</param>
/// <param name="IsCancelled">The job that asks is to stop.</param>
public sealed record ClaimantState(bool IsDead, bool IsCancelled);

/// <summary>Waits until a claim is free, its claimant is dead, or the job that waits is cancelled.</summary>
/// <param name="Job">Which job waits.</param>
/// <param name="Token">For what.</param>
/// <param name="Pause">The pause before it asks again.</param>
public sealed record ClaimWait(JobKey Job, string Token, TimeSpan Pause);

/// <summary>What waiting came to. Nothing set: the claim is free.</summary>
public sealed record ClaimWaitEnd
{
    /// <summary>The job that has the claim and does not work any more.</summary>
    public string? Dead { get; init; }

    /// <summary>The job that waits is to stop.</summary>
    public bool IsCancelled { get; init; }
}
