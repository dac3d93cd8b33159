using Serverless.Semaphores.State;

namespace Serverless.Semaphores;

/// <summary>A request as it travels: the envelope keeps its kind.</summary>
public sealed record SemaphoreAsk(SemaphoreRequest Request);

/// <summary>Asks the semaphore of an entity key something and ends with its <see cref="SemaphoreAnswer"/>.</summary>
public sealed record SemaphoreCall(string Semaphore, SemaphoreRequest Request);

/// <summary>Waits for leases of one or several semaphores: all or none. Ends with <see cref="SemaphoreGrants"/>.</summary>
/// <param name="Wanted">By semaphore; in the order of their keys, which is what keeps requests from waiting for each other in a circle.</param>
/// <param name="Timeout">How long to wait; null: for ever; zero: not at all.</param>
public sealed record AcquireInput(IReadOnlyList<WantedLeases> Wanted, TimeSpan? Timeout);

/// <summary>Leases wanted of one semaphore.</summary>
/// <param name="Semaphore">Key of its entity.</param>
/// <param name="Waiter">The request; its instance is filled in by whoever waits.</param>
public sealed record WantedLeases(string Semaphore, Waiter Waiter);

/// <summary>What waiting came to.</summary>
/// <param name="Answer">Of the semaphore that decided: the last one when all were granted, else the one that refused or took too long.</param>
/// <param name="Grants">All, or none.</param>
public sealed record SemaphoreGrants(SemaphoreAnswer Answer, IReadOnlyList<Grant> Grants);
