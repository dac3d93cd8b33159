using System.Text.Json.Serialization;

namespace Serverless.Semaphores.State;

/// <summary>What one may ask of a semaphore. The name of the operation is the type's.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Register), "register")]
[JsonDerivedType(typeof(Resize), "resize")]
[JsonDerivedType(typeof(Acquire), "acquire")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(Activate), "activate")]
[JsonDerivedType(typeof(Renew), "renew")]
[JsonDerivedType(typeof(Keep), "keep")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(Sweep), "sweep")]
[JsonDerivedType(typeof(Loaded), "loaded")]
[JsonDerivedType(typeof(PageWithdrew), "pageWithdrew")]
public abstract record SemaphoreRequest
{
    private SemaphoreRequest()
    {
    }

    /// <summary>Makes the semaphore. Refused when it is there with another limit; times that differ are taken over.</summary>
    /// <param name="Limit">Leases at once, 1 to <see cref="SemaphoreSettings.MaxLimit"/>.</param>
    /// <param name="LeaseTime">How long an active lease lives without renewal; null: 30 s, or as it is.</param>
    /// <param name="ReservationTime">How long a reservation waits for activation; null: 2 minutes, or as it is.</param>
    public sealed record Register(int Limit, TimeSpan? LeaseTime = null, TimeSpan? ReservationTime = null) : SemaphoreRequest;

    /// <summary>Changes the limit. Leases that are held stay; below the new limit none gets one until enough are back.</summary>
    public sealed record Resize(int Limit) : SemaphoreRequest;

    /// <summary>
    /// Asks for leases. Asking again with the same id changes nothing and gives the same answer. Who asks again with its place (<see cref="Waiter.Key"/>) gets that place back
    /// where a lost message took it out of the queue.
    /// </summary>
    public sealed record Acquire(Waiter Waiter) : SemaphoreRequest
    {
        /// <summary>True: not to wait. Succeeds when the leases are free and no request waits before.</summary>
        public bool Try { get; init; }
    }

    /// <summary>Leaves the queue, or gives back reservations that were not activated. A request that was taken back is remembered: one that asks again then, because its message was late, gets nothing.</summary>
    /// <param name="Id">The request's id.</param>
    /// <param name="Key">Its place, from <see cref="SemaphoreAnswer.Key"/>; without it every page of a long queue is asked.</param>
    public sealed record Withdraw(string Id, long? Key) : SemaphoreRequest
    {
        /// <summary>So many of its reservations stay, the first ones, and the request with them. Default 0.</summary>
        public int KeepFirst { get; init; }
    }

    /// <summary>The one who waits for a further semaphore keeps what it has reserved here: all of it lives for its time from now.</summary>
    /// <param name="Id">The request's id.</param>
    public sealed record Keep(string Id) : SemaphoreRequest;

    /// <summary>The work starts: the reservation becomes an active lease.</summary>
    /// <param name="Lease">Which lease.</param>
    /// <param name="Beat">Counts the holder's messages from 1; the state shows the last one that arrived.</param>
    /// <param name="For">How long it lives; null: the semaphore's lease time.</param>
    /// <param name="Owner">Who activates. A lease has one owner for all its life: a second one (work that was handed out again while the first may still run) is told that it is lost.</param>
    public sealed record Activate(string Lease, long Beat, TimeSpan? For = null, string Owner = "") : SemaphoreRequest;

    /// <summary>The work goes on: the lease lives for its time from now.</summary>
    public sealed record Renew(string Lease, long Beat, string Owner = "") : SemaphoreRequest;

    /// <summary>The work ended. A lease with another fencing number, or activated by another owner, is freed only with <paramref name="Force"/>.</summary>
    public sealed record Release(string Lease, long Fence, bool Force = false, string Owner = "") : SemaphoreRequest;

    /// <summary>Time has passed: leases that are over are freed.</summary>
    public sealed record Sweep : SemaphoreRequest;

    /// <summary>A page of a long queue arrived.</summary>
    public sealed record Loaded(long Page, IReadOnlyList<Waiter> Waiters) : SemaphoreRequest;

    /// <summary>A page let a waiter go.</summary>
    public sealed record PageWithdrew(long Page) : SemaphoreRequest;
}
