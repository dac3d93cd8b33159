using Serverless.Semaphores.State;

namespace Serverless.Semaphores;

/// <summary>A request as it travels: the envelope keeps its kind.</summary>
public sealed record SemaphoreAsk(SemaphoreRequest Request)
{
    /// <summary>Names this very call where doing it twice would do harm: the semaphore remembers it and its answer for a while. Null: asking again does none.</summary>
    public string? Operation { get; init; }
}

/// <summary>Asks the semaphore of an entity key something and ends with its <see cref="SemaphoreAnswer"/>.</summary>
public sealed record SemaphoreCall(string Semaphore, SemaphoreRequest Request);

/// <summary>Waits for leases of one or several semaphores: all or none. Ends with <see cref="SemaphoreGrants"/>.</summary>
/// <param name="Wanted">By semaphore; in the order of their keys, which is what keeps requests from waiting for each other in a circle.</param>
/// <param name="Timeout">How long to wait; null: for ever; zero: not at all.</param>
public sealed record AcquireInput(IReadOnlyList<WantedLeases> Wanted, TimeSpan? Timeout);

/// <summary>Leases wanted of one semaphore.</summary>
/// <param name="Semaphore">Key of its entity.</param>
/// <param name="Waiter">The request; its instance is filled in by the waiting code.</param>
public sealed record WantedLeases(string Semaphore, Waiter Waiter);

/// <summary>Goes on waiting at one semaphore; ends with its <see cref="SemaphoreAnswer"/>.</summary>
/// <param name="Semaphore">Key of its entity.</param>
/// <param name="Waiter">The request, with its place.</param>
public sealed record WaitInput(string Semaphore, Waiter Waiter)
{
    /// <summary>When it is too late; null: never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What is reserved at other semaphores, to be kept meanwhile.</summary>
    public IReadOnlyList<ReservedRequest> Reserved { get; init; } = [];

    /// <summary>The longest time until they must hear of it again; null: nothing is reserved.</summary>
    public TimeSpan? KeepEvery { get; init; }

    /// <summary>The pause before it asks again.</summary>
    public TimeSpan Pause { get; init; }
}

/// <summary>A request that reserved leases.</summary>
/// <param name="Semaphore">Key of the semaphore's entity.</param>
/// <param name="Id">The request's id there.</param>
public sealed record ReservedRequest(string Semaphore, string Id);

/// <summary>What waiting came to.</summary>
/// <param name="Answer">Of the semaphore that decided: the last one when all were granted, else the one that refused or took too long.</param>
/// <param name="Grants">All, or none.</param>
public sealed record SemaphoreGrants(SemaphoreAnswer Answer, IReadOnlyList<Grant> Grants);
