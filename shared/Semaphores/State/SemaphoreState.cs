using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Serverless.Semaphores.State;

/// <summary>A semaphore, as its entity stores it. Changed by <see cref="SemaphoreMachine"/> alone.</summary>
public sealed record SemaphoreState
{
    /// <summary>Leases at once; 0: the semaphore was not made yet.</summary>
    public int Limit { get; init; }

    public TimeSpan LeaseTime { get; init; } = SemaphoreSettings.DefaultLeaseTime;

    public TimeSpan ReservationTime { get; init; } = SemaphoreSettings.DefaultReservationTime;

    /// <summary>The last fencing number that was given.</summary>
    public long Fence { get; init; }

    /// <summary>Microseconds of the last arrival; never the same twice and never going back, whatever the clock does.</summary>
    public long Arrival { get; init; }

    /// <summary>What is held, oldest first.</summary>
    public ImmutableArray<Lease> Leases { get; init; } = [];

    /// <summary>The head of the queue, by <see cref="Waiter.Key"/>. The rest is in pages.</summary>
    public ImmutableArray<Waiter> Waiters { get; init; } = [];

    /// <summary>The rest of the queue, by <see cref="ParkedPage.First"/>.</summary>
    public ImmutableArray<ParkedPage> Pages { get; init; } = [];

    public long NextPage { get; init; }

    /// <summary>The page that is on its way back; null: none.</summary>
    public long? Loading { get; init; }

    /// <summary>When it was asked for; null in states of before.</summary>
    public DateTimeOffset? LoadingSince { get; init; }

    /// <summary>Requests that left the queue while their page was on its way.</summary>
    public ImmutableArray<string> Leaving { get; init; } = [];

    /// <summary>The last leases that ran out, so that their holders can be told.</summary>
    public ImmutableArray<string> Expired { get; init; } = [];

    /// <summary>What was done for good lately, so that it is not done again when a message comes twice.</summary>
    public ImmutableArray<Settled> Settled { get; init; } = [];

    /// <summary>When the entity will look for leases that are over; null: no signal is on its way.</summary>
    public DateTimeOffset? SweepAt { get; init; }

    public SemaphoreTotals Totals { get; init; } = new();

    /// <summary>Leases that are held, reservations included. Above <see cref="Limit"/> only after a resize to less.</summary>
    [JsonIgnore]
    public int Held => Leases.Sum(l => l.Count);

    /// <summary>Requests that wait.</summary>
    [JsonIgnore]
    public int Pending => Waiters.Length + Pages.Sum(p => p.Count);

    public Lease? Find(string lease) => Leases.FirstOrDefault(l => l.Id == lease);
}

/// <summary>A lease.</summary>
/// <param name="Id">Unique for all time.</param>
/// <param name="Request">The request that it was granted to.</param>
/// <param name="Count">How much of the limit it takes.</param>
/// <param name="Holder">For people: which job and unit, or which program.</param>
/// <param name="Fence">Fencing number.</param>
/// <param name="Expiry">When it is over.</param>
/// <param name="Active">False: a reservation.</param>
/// <param name="Beat">The last message of its holder that arrived.</param>
/// <param name="Time">How long it lives from each renewal.</param>
/// <param name="Owner">Who activated it.</param>
public sealed record Lease(string Id, string Request, int Count, string Holder, long Fence, DateTimeOffset Expiry, bool Active, long Beat, TimeSpan Time, string Owner = "");

/// <summary>A request for leases.</summary>
public sealed record Waiter
{
    /// <summary>Unique for all time: what makes asking again harmless.</summary>
    public required string Id { get; init; }

    /// <summary>The instance that is told.</summary>
    public required string Instance { get; init; }

    /// <summary>For people.</summary>
    public string Holder { get; init; } = "";

    /// <summary>Leases that one holder takes together: all or none. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How many holders at most; as many as fit are granted, at least one. Default 1.</summary>
    public int UpTo { get; init; } = 1;

    /// <summary>-100 to 100; higher goes first. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Place in the queue, given on arrival: smaller goes first.</summary>
    public long Key { get; init; }
}

/// <summary>Something that was done, or a request that was taken back.</summary>
/// <param name="Id">Of the operation or the request.</param>
/// <param name="At">When.</param>
/// <param name="Answer">What the operation was answered; null: a request that was taken back.</param>
public sealed record Settled(string Id, DateTimeOffset At, SemaphoreAnswer? Answer = null);

/// <summary>A page of waiters that an entity of its own keeps.</summary>
/// <param name="Number">Its number.</param>
/// <param name="First">No waiter in it has a smaller key.</param>
/// <param name="Last">No waiter in it has a larger key.</param>
/// <param name="Count">Waiters in it.</param>
public sealed record ParkedPage(long Number, long First, long Last, int Count);

/// <summary>Counters since the semaphore was made.</summary>
public sealed record SemaphoreTotals
{
    public long Acquired { get; init; }

    public long Released { get; init; }

    public long Expired { get; init; }

    /// <summary>Requests that left the queue without a lease.</summary>
    public long Withdrawn { get; init; }

    /// <summary>Requests that were granted; divides <see cref="WaitSeconds"/>.</summary>
    public long Waits { get; init; }

    /// <summary>Seconds that granted requests waited, in sum.</summary>
    public double WaitSeconds { get; init; }

    public double LongestWaitSeconds { get; init; }
}
