namespace Serverless.Graph.Functions;

/// <summary>Semaphores, for a running task.</summary>
public abstract class TaskSemaphores
{
    /// <summary>
    /// Waits for leases of a semaphore and holds them until disposed. While it waits the task computes; where that matters, name the semaphore in the
    /// node's policy instead. When a lease cannot be renewed, the task's cancellation token is cancelled before the lease is over.
    /// </summary>
    /// <param name="name">The semaphore.</param>
    /// <param name="cancellationToken">The task's.</param>
    /// <param name="count">Leases taken together, all or none.</param>
    /// <exception cref="InvalidOperationException">The node's policy holds this semaphore already, this task does, or there is none of that name.</exception>
    public abstract ValueTask<TaskLease> AcquireAsync(string name, CancellationToken cancellationToken, int count = 1);
}

/// <summary>Leases that a task holds; disposing gives them back.</summary>
public abstract class TaskLease : IAsyncDisposable
{
    /// <summary>Fencing number: larger than that of every holder before. Pass it to a resource that can refuse older ones.</summary>
    public abstract long Fence { get; }

    /// <summary>Whether the lease is surely held at this instant.</summary>
    public abstract bool IsHeld { get; }

    public abstract ValueTask DisposeAsync();
}
