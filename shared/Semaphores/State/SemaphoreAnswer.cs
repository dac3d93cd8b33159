namespace Serverless.Semaphores.State;

/// <summary>A semaphore's answer.</summary>
public sealed record SemaphoreAnswer(SemaphoreStatus Status)
{
    /// <summary>For people: what is wrong and what to do.</summary>
    public string? Message { get; init; }

    /// <summary>With <see cref="SemaphoreStatus.Granted"/>: the leases.</summary>
    public Grant? Grant { get; init; }

    /// <summary>With <see cref="SemaphoreStatus.Waiting"/>: the place in the queue, for <see cref="SemaphoreRequest.Withdraw"/>.</summary>
    public long? Key { get; init; }
}

/// <summary>Answers. Names are part of the API.</summary>
public enum SemaphoreStatus
{
    Done,

    /// <summary>The leases are reserved.</summary>
    Granted,

    /// <summary>In the queue: an event comes.</summary>
    Waiting,

    /// <summary>It was not to wait, or no longer, and nothing was free.</summary>
    TimedOut,

    /// <summary>There is no semaphore of that name.</summary>
    Unknown,

    /// <summary>It cannot be: more leases than the limit, another limit than before. Nothing changed.</summary>
    Refused,

    /// <summary>The lease was over before: it may be somebody else's by now. Nothing changed.</summary>
    Lost,

    /// <summary>No holder has that lease: released twice, or never acquired. Nothing changed.</summary>
    NotHeld,
}

/// <summary>Leases of one request.</summary>
/// <param name="Semaphore">Name of the semaphore.</param>
/// <param name="Request">Whose.</param>
/// <param name="Leases">At least one; each is activated, renewed and released for itself.</param>
/// <param name="LeaseTime">How long a lease lives without renewal.</param>
/// <param name="ReservationTime">How long they wait for activation.</param>
/// <param name="Waited">How long the request waited.</param>
public sealed record Grant(string Semaphore, string Request, IReadOnlyList<GrantedLease> Leases, TimeSpan LeaseTime, TimeSpan ReservationTime, TimeSpan Waited);

/// <summary>One lease.</summary>
/// <param name="Id">Unique for all time: ids of requests are.</param>
/// <param name="Fence">Fencing number: larger than that of every lease before. A resource that checks it refuses holders that lost theirs.</param>
public sealed record GrantedLease(string Id, long Fence);
