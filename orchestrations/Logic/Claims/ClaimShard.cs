using System.Collections.Immutable;
using Serverless.Durable;

namespace Serverless.Logic.Claims;

/// <summary>Who is told when a claim is free.</summary>
/// <param name="Instance">The orchestration.</param>
/// <param name="Event">Its event.</param>
public sealed record ClaimWaiter(InstanceId Instance, string Event);

/// <summary>A job works on a node.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Since">From when.</param>
public sealed record Claim(string Job, DateTimeOffset Since)
{
    public ImmutableArray<ClaimWaiter> Waiters { get; init; } = [];
}

/// <summary>One shard's claims, by token. Pure: every operation gives the next state and who is to be told.</summary>
public sealed record ClaimShard
{
    public ImmutableSortedDictionary<string, Claim> Claims { get; init; } = ImmutableSortedDictionary.Create<string, Claim>(StringComparer.Ordinal);

    /// <summary>
    /// Claims of one shard at most: with their waiters they stay under an entity's 256 KB. What is beyond runs unclaimed: two jobs may then compute the same at the same
    /// time, and the ledger keeps one of the results.
    /// </summary>
    public const int MostClaims = 1000;

    /// <summary>Claims what is free. Asking again changes nothing.</summary>
    public (ClaimShard Next, ClaimAnswer Answer) Acquire(string job, IReadOnlyList<string> tokens, DateTimeOffset now)
    {
        var claims = Claims.ToBuilder();
        var busy = new List<BusyClaim>();
        foreach (var token in tokens)
        {
            if (claims.TryGetValue(token, out var claim))
            {
                if (claim.Job != job) busy.Add(new BusyClaim(token, claim.Job));
            }
            else if (claims.Count < MostClaims)
            {
                claims.Add(token, new Claim(job, now));
            }
        }
        return (this with { Claims = claims.ToImmutable() }, new ClaimAnswer(busy));
    }

    /// <summary>Takes a claim from a dead job, unless somebody else took it first.</summary>
    public (ClaimShard Next, ClaimAnswer Answer) Take(string job, string from, string token, DateTimeOffset now)
    {
        var there = Claims.GetValueOrDefault(token);
        if (there is not null && there.Job != job && there.Job != from) return (this, new ClaimAnswer([new BusyClaim(token, there.Job)]));
        return (this with { Claims = Claims.SetItem(token, new Claim(job, now) { Waiters = there?.Waiters ?? [] }) }, new ClaimAnswer([]));
    }

    /// <summary>Notes who waits for a claim; nothing when it is free meanwhile. Asking again changes nothing.</summary>
    public (ClaimShard Next, ClaimAnswer Answer) Wait(string job, string token, ClaimWaiter waiter)
    {
        if (!Claims.TryGetValue(token, out var claim) || claim.Job == job) return (this, new ClaimAnswer([]));
        if (claim.Waiters.Contains(waiter)) return (this, new ClaimAnswer([new BusyClaim(token, claim.Job)]));
        return (this with { Claims = Claims.SetItem(token, claim with { Waiters = claim.Waiters.Add(waiter) }) }, new ClaimAnswer([new BusyClaim(token, claim.Job)]));
    }

    /// <summary>Gives claims back; those that the job does not have are left.</summary>
    public (ClaimShard Next, IReadOnlyList<ClaimWaiter> Told) Release(string job, IReadOnlyList<string> tokens)
    {
        var claims = Claims.ToBuilder();
        var told = new List<ClaimWaiter>();
        foreach (var token in tokens)
        {
            if (!claims.TryGetValue(token, out var claim) || claim.Job != job) continue;
            told.AddRange(claim.Waiters);
            claims.Remove(token);
        }
        return (this with { Claims = claims.ToImmutable() }, told);
    }
}
