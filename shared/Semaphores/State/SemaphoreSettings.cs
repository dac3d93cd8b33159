namespace Serverless.Semaphores.State;

/// <summary>Limits and defaults of semaphores.</summary>
public static class SemaphoreSettings
{
    /// <summary>Largest limit of one semaphore: leases are the entity's state, which is written again at every change.</summary>
    public const int MaxLimit = 500;

    /// <summary>Characters of a request's id: a client's id, a dot and the name of the semaphore.</summary>
    public const int MaxId = 130;

    /// <summary>Characters of a holder's description.</summary>
    public const int MaxHolder = 60;

    /// <summary>Holders of one request: their leases travel in one message of 16 KB.</summary>
    public const int MaxHolders = 100;

    public static readonly TimeSpan DefaultLeaseTime = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan DefaultReservationTime = TimeSpan.FromMinutes(2);

    /// <summary>Shortest lease or reservation: a fifth of it must still be long for a message.</summary>
    public static readonly TimeSpan MinTime = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan MaxTime = TimeSpan.FromDays(1);

    /// <summary>
    /// Waiting for so long is worth one step of priority. So the order never changes while one waits, and the one who comes so much later than you cannot be
    /// before you: no request starves.
    /// </summary>
    public static readonly TimeSpan AgeStep = TimeSpan.FromMinutes(1);
}
