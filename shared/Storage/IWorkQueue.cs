namespace Serverless.Storage;

/// <summary>A message that this process holds until its visibility ends, unless renewed.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="Body">Its bytes; at most <see cref="IWorkQueue.MaxBodyBytes"/>.</param>
/// <param name="DequeueCount">How often it was leased, this time included.</param>
/// <param name="Receipt">Proof of this lease; a later lease has another.</param>
/// <param name="VisibleAgainAt">When the lease ends, by the queue's clock.</param>
public sealed record QueueLease(string Id, ReadOnlyMemory<byte> Body, int DequeueCount, string Receipt, DateTimeOffset VisibleAgainAt);

/// <summary>A message that was set aside.</summary>
public sealed record DeadLetter(string Id, ReadOnlyMemory<byte> Body, string Reason, DateTimeOffset At);

/// <summary>The lease has ended and the message may be with somebody else: stop working on it.</summary>
public sealed class LeaseLostException(string message, Exception? inner = null) : StorageException(message, inner);

/// <summary>
/// A queue of small messages, at least once, about in order. A message is with at most one holder at a time; when its lease ends it is seen again.
/// Every adapter inherits the conformance kit.
/// </summary>
public interface IWorkQueue
{
    /// <summary>
    /// Largest body: an Azure Storage queue takes 64 KiB of text, which is 48 KiB in base64; 4 KiB of them are kept for what a dead letter says besides.
    /// </summary>
    const int MaxBodyBytes = 44 * 1024;

    string Name { get; }

    /// <summary>Adds a message, durable when the call returns; seen after <paramref name="delay"/> (zero to seven days, Azure's limit).</summary>
    /// <remarks>The caller's memory is read only until the call returns. A put that failed or was cancelled may have happened: messages are hints, and may come twice.</remarks>
    /// <exception cref="ArgumentException">The body is larger than <see cref="MaxBodyBytes"/>.</exception>
    Task PutAsync(ReadOnlyMemory<byte> body, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Takes one message for <paramref name="visibility"/> (1 s to seven days on Azure), waiting up to <paramref name="wait"/> for one.</summary>
    /// <remarks>
    /// Cancelling stops the waiting; a message taken at that very moment is seen again when its visibility ends. A lease is fenced by its receipt:
    /// once somebody else has leased the message, renew, complete, abandon and dead-letter with the old receipt throw and change nothing.
    /// A lease that has ended but was taken by no other may still be renewed or completed.
    /// </remarks>
    /// <returns>Null when none came.</returns>
    Task<QueueLease?> LeaseAsync(TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Keeps a message longer, from now on.</summary>
    /// <returns>The lease to use from here on.</returns>
    /// <exception cref="LeaseLostException">Too late.</exception>
    Task<QueueLease> RenewAsync(QueueLease lease, TimeSpan visibility, CancellationToken cancellationToken);

    /// <summary>The work is done: removes the message.</summary>
    /// <exception cref="LeaseLostException">Too late: somebody else may have it.</exception>
    Task CompleteAsync(QueueLease lease, CancellationToken cancellationToken);

    /// <summary>Gives a message back, seen again after <paramref name="delay"/>.</summary>
    /// <exception cref="LeaseLostException">Too late.</exception>
    Task AbandonAsync(QueueLease lease, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Sets a message aside in <c>{name}-poison</c> with a reason; it is never lost between the two.</summary>
    /// <exception cref="LeaseLostException">Too late.</exception>
    Task DeadLetterAsync(QueueLease lease, string reason, CancellationToken cancellationToken);

    /// <summary>What was set aside, oldest first, without taking it away; at most <paramref name="limit"/> (1 to 32, what an Azure peek allows).</summary>
    Task<IReadOnlyList<DeadLetter>> PeekDeadLettersAsync(int limit, CancellationToken cancellationToken);

    /// <summary>About how many messages there are, held ones included.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken);
}

/// <summary>The queues of one account or folder.</summary>
public interface IQueueAccount
{
    /// <summary>A queue, created at the first use. Names: 3 to 63 lower-case letters, digits and single hyphens; 3 to 56 where dead letters are wanted.</summary>
    /// <exception cref="ArgumentException">The name breaks the rule.</exception>
    IWorkQueue GetQueue(string name);

    /// <summary>Fails fast when nothing answers or access is refused.</summary>
    /// <exception cref="StorageUnavailableException">The message says what to start or grant.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
