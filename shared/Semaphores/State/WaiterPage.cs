using System.Collections.Immutable;

namespace Serverless.Semaphores.State;

/// <summary>A page of waiters, as its entity stores it. It is gone once it was loaded.</summary>
public sealed record WaiterPage
{
    public ImmutableArray<Waiter> Waiters { get; init; } = [];

    /// <summary>Adds waiters; those that are there already stay as they are.</summary>
    public WaiterPage Add(IReadOnlyList<Waiter> waiters) => this with { Waiters = Waiters.AddRange(waiters.Where(n => !Waiters.Any(w => w.Id == n.Id))) };

    /// <summary>Takes one out; the same page when it is not there.</summary>
    public WaiterPage Remove(string request) => Waiters.Any(w => w.Id == request) ? this with { Waiters = Waiters.RemoveAll(w => w.Id == request) } : this;
}
