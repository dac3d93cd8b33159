namespace Serverless.Graph.Functions;

/// <summary>What a running task knows of itself and may say. One instance belongs to one task.</summary>
public abstract class TaskContext
{
    /// <summary>Index of the element in its node's collection, from 0, whatever other nodes run in the same task; 0 for a single task.</summary>
    public abstract long Partition { get; }

    /// <summary>Number of elements in the node's collection; null while it is not known.</summary>
    public abstract long? PartitionCount { get; }

    /// <summary>A seed that depends on the node's token and the index only: the same element gets the same one on every run.</summary>
    public abstract long Seed { get; }

    /// <summary>1 for the first attempt.</summary>
    public abstract int Attempt { get; }

    /// <summary>Semaphores of the tenant.</summary>
    /// <exception cref="InvalidOperationException">There are none where this task runs.</exception>
    public virtual TaskSemaphores Semaphores => throw new InvalidOperationException("There are no semaphores where this task runs.");

    /// <summary>Opens what a reference names, for reading from its start. The caller disposes the stream.</summary>
    /// <exception cref="InvalidOperationException">There is no storage where this task runs.</exception>
    public virtual Task<Stream> OpenAsync(BlobRef blob, CancellationToken cancellationToken) => throw NoStorage();

    /// <summary>Stores a stream by its content, to its end, and closes it. The same bytes stored twice are one blob.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public virtual Task<BlobRef> StoreAsync(Stream content, CancellationToken cancellationToken) => throw NoStorage();

    /// <summary>Adds a line to the task's log, which is bounded: the last lines are kept and shown with a failure.</summary>
    public abstract void Log(string message);

    /// <summary>Says how far the task is.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <param name="message">What it is doing.</param>
    public abstract void Progress(double fraction, string? message = null);

    private static InvalidOperationException NoStorage() => new("There is no storage where this task runs.");
}
