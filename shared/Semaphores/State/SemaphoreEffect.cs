namespace Serverless.Semaphores.State;

/// <summary>Something that the entity must do after a change.</summary>
public abstract record SemaphoreEffect
{
    private SemaphoreEffect()
    {
    }

    /// <summary>Tell an instance that waits. A hint: it asks again, and would without it a little later.</summary>
    public sealed record Tell(string Instance, string Request, SemaphoreAnswer Answer) : SemaphoreEffect;

    /// <summary>Give waiters to a page.</summary>
    public sealed record Park(long Page, IReadOnlyList<Waiter> Waiters) : SemaphoreEffect;

    /// <summary>Ask for a page; it comes back as <see cref="SemaphoreRequest.Loaded"/> and is gone then.</summary>
    public sealed record Load(long Page) : SemaphoreEffect;

    /// <summary>Take a request out of a page, if it is there.</summary>
    public sealed record Unpark(long Page, string Request) : SemaphoreEffect;

    /// <summary>Send <see cref="SemaphoreRequest.Sweep"/> to itself then.</summary>
    public sealed record SweepAt(DateTimeOffset Due) : SemaphoreEffect;
}

/// <summary>A change: the new state, what to do, what to answer.</summary>
public sealed record SemaphoreStep(SemaphoreState State, IReadOnlyList<SemaphoreEffect> Effects, SemaphoreAnswer Answer);
