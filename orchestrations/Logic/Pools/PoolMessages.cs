using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;

namespace Serverless.Logic.Pools;

/// <summary>The contract between blocks and workers. Messages are hints: the ledger tells what is finished.</summary>
public static class PoolContract
{
    /// <summary>A worker takes messages of its own version only.</summary>
    public const int Version = 1;

    /// <summary>The event of a block that answers are raised as.</summary>
    public const string Inbox = "inbox";
}

/// <summary>One attempt at a unit, as a message of a pool's queue.</summary>
/// <param name="Version">See <see cref="PoolContract.Version"/>.</param>
/// <param name="Unit">What to run.</param>
/// <param name="Block">Who waits for the answer.</param>
/// <param name="Answers">The queue for it.</param>
public sealed record PoolMessage(int Version, UnitRequest Unit, string Block, string Answers);

/// <summary>How an attempt at a unit ended at a worker, as a message of a host's queue and as an event of the block.</summary>
/// <param name="Version">See <see cref="PoolContract.Version"/>.</param>
/// <param name="Block">Who waits for it.</param>
/// <param name="Unit">Ordinal in the plan.</param>
/// <param name="Attempt">From 1.</param>
public sealed record PoolAnswer(int Version, string Block, int Unit, int Attempt)
{
    /// <summary>Null: the attempt is lost.</summary>
    public UnitReport? Report { get; init; }

    /// <summary>Why it is lost.</summary>
    public FailureDetails? Lost { get; init; }
}

/// <summary>Sends one attempt at a unit to a pool.</summary>
public sealed record SendUnitRequest(string Pool, UnitRequest Unit);

/// <summary>Asks what became of units that no answer came for.</summary>
public sealed record PoolLookRequest(JobKey Job, string Pool, string Plan, IReadOnlyList<int> Units);

/// <summary>What became of them.</summary>
/// <param name="Recorded">Units of which the ledger has every task.</param>
/// <param name="IsEmpty">The pool's queue has no message, not even a leased one: what is not recorded was lost on its way.</param>
public sealed record PoolLook(IReadOnlyList<int> Recorded, bool IsEmpty);
