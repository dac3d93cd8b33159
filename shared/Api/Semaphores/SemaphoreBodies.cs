using Serverless.Semaphores.State;

namespace Serverless.Api.Semaphores;

/// <summary>How a semaphore is to be.</summary>
/// <param name="Limit">Leases at once.</param>
/// <param name="LeaseTime">How long an active lease lives without renewal; null: 30 s, or as it is.</param>
/// <param name="ReservationTime">How long a reservation waits for activation; null: 2 minutes, or as it is.</param>
/// <param name="Resize">True: another limit than before is meant.</param>
public sealed record SemaphoreSpec(int Limit, TimeSpan? LeaseTime = null, TimeSpan? ReservationTime = null, bool Resize = false);

/// <summary>Asks for leases.</summary>
/// <param name="Id">The caller's, unique for all time: asking again with it changes nothing.</param>
/// <param name="Count">Leases, all or none.</param>
/// <param name="Priority">-100 to 100; higher goes first.</param>
/// <param name="Holder">For people.</param>
/// <param name="Timeout">How long to wait; null: as long as it takes, zero: not at all.</param>
public sealed record LeaseRequest(string Id, int Count = 1, int Priority = 0, string Holder = "", TimeSpan? Timeout = null);

/// <summary>A holder's sign of life.</summary>
/// <param name="Fence">The fencing number that it was given.</param>
/// <param name="Beat">Counts up from 1.</param>
/// <param name="Activate">True for the first: the work starts.</param>
/// <param name="For">How long an activated lease lives; null: the semaphore's lease time.</param>
/// <param name="Owner">Who holds: unique, the same for all signs of a holder. A second holder of a lease gets 410.</param>
public sealed record LeaseSign(long Fence, long Beat, bool Activate = false, TimeSpan? For = null, string Owner = "");

/// <summary>The semaphores of a tenant.</summary>
public sealed record SemaphoreList(IReadOnlyList<SemaphoreView> Semaphores);

/// <summary>A semaphore, for people and programs.</summary>
public sealed record SemaphoreView
{
    public required string Name { get; init; }

    public required int Limit { get; init; }

    /// <summary>Leases that are taken, reservations included.</summary>
    public required int Held { get; init; }

    /// <summary>Requests that wait.</summary>
    public required int Pending { get; init; }

    public required TimeSpan LeaseTime { get; init; }

    public required TimeSpan ReservationTime { get; init; }

    public required SemaphoreTotals Totals { get; init; }

    public required IReadOnlyList<Lease> Leases { get; init; }

    /// <summary>The first of those that wait.</summary>
    public required IReadOnlyList<Waiter> Next { get; init; }

    public static SemaphoreView Of(string name, SemaphoreState state) => new()
    {
        Name = name,
        Limit = state.Limit,
        Held = state.Held,
        Pending = state.Pending,
        LeaseTime = state.LeaseTime,
        ReservationTime = state.ReservationTime,
        Totals = state.Totals,
        Leases = state.Leases,
        Next = [.. state.Waiters.Take(10)],
    };
}
