namespace Serverless.Storage.Counting;

/// <summary>
/// Counts the operations on queues: <c>queue.put</c>, <c>queue.lease</c>, <c>queue.renew</c>, <c>queue.complete</c>, <c>queue.abandon</c>,
/// <c>queue.dead-letter</c>, <c>queue.peek</c>, <c>queue.count</c>, <c>queue.check</c>.
/// </summary>
public sealed class CountingQueueAccount(IQueueAccount inner, StorageCounts counts) : IQueueAccount
{
    /// <summary>What was counted.</summary>
    public StorageCounts Counts => counts;

    public IWorkQueue GetQueue(string name) => new CountingWorkQueue(inner.GetQueue(name), counts);

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        counts.Add("queue.check");
        return inner.CheckAsync(cancellationToken);
    }
}

internal sealed class CountingWorkQueue(IWorkQueue inner, StorageCounts counts) : IWorkQueue
{
    public string Name => inner.Name;

    public Task PutAsync(ReadOnlyMemory<byte> body, TimeSpan delay, CancellationToken cancellationToken)
    {
        counts.Add("queue.put");
        return inner.PutAsync(body, delay, cancellationToken);
    }

    public Task<QueueLease?> LeaseAsync(TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken)
    {
        counts.Add("queue.lease");
        return inner.LeaseAsync(visibility, wait, cancellationToken);
    }

    public Task<QueueLease> RenewAsync(QueueLease lease, TimeSpan visibility, CancellationToken cancellationToken)
    {
        counts.Add("queue.renew");
        return inner.RenewAsync(lease, visibility, cancellationToken);
    }

    public Task CompleteAsync(QueueLease lease, CancellationToken cancellationToken)
    {
        counts.Add("queue.complete");
        return inner.CompleteAsync(lease, cancellationToken);
    }

    public Task AbandonAsync(QueueLease lease, TimeSpan delay, CancellationToken cancellationToken)
    {
        counts.Add("queue.abandon");
        return inner.AbandonAsync(lease, delay, cancellationToken);
    }

    public Task DeadLetterAsync(QueueLease lease, string reason, CancellationToken cancellationToken)
    {
        counts.Add("queue.dead-letter");
        return inner.DeadLetterAsync(lease, reason, cancellationToken);
    }

    public Task<IReadOnlyList<DeadLetter>> PeekDeadLettersAsync(int limit, CancellationToken cancellationToken)
    {
        counts.Add("queue.peek");
        return inner.PeekDeadLettersAsync(limit, cancellationToken);
    }

    public Task<long> CountAsync(CancellationToken cancellationToken)
    {
        counts.Add("queue.count");
        return inner.CountAsync(cancellationToken);
    }
}
