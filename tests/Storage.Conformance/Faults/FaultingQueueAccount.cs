namespace Serverless.Storage.Conformance.Faults;

/// <summary>Queues whose calls fail by plan.</summary>
public sealed class FaultingQueueAccount(IQueueAccount inner, FaultPlan plan) : IQueueAccount
{
    public IWorkQueue GetQueue(string name) => new FaultingWorkQueue(inner.GetQueue(name), plan);

    public Task CheckAsync(CancellationToken cancellationToken) => plan.RunAsync("check", () => inner.CheckAsync(cancellationToken));
}

internal sealed class FaultingWorkQueue(IWorkQueue inner, FaultPlan plan) : IWorkQueue
{
    public string Name => inner.Name;

    public Task PutAsync(ReadOnlyMemory<byte> body, TimeSpan delay, CancellationToken cancellationToken) =>
        plan.RunAsync("put", () => inner.PutAsync(body, delay, cancellationToken));

    public Task<QueueLease?> LeaseAsync(TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken) =>
        plan.RunAsync("lease", () => inner.LeaseAsync(visibility, wait, cancellationToken));

    public Task<QueueLease> RenewAsync(QueueLease lease, TimeSpan visibility, CancellationToken cancellationToken) =>
        plan.RunAsync("renew", () => inner.RenewAsync(lease, visibility, cancellationToken));

    public Task CompleteAsync(QueueLease lease, CancellationToken cancellationToken) => plan.RunAsync("complete", () => inner.CompleteAsync(lease, cancellationToken));

    public Task AbandonAsync(QueueLease lease, TimeSpan delay, CancellationToken cancellationToken) =>
        plan.RunAsync("abandon", () => inner.AbandonAsync(lease, delay, cancellationToken));

    public Task DeadLetterAsync(QueueLease lease, string reason, CancellationToken cancellationToken) =>
        plan.RunAsync("dead-letter", () => inner.DeadLetterAsync(lease, reason, cancellationToken));

    public Task<IReadOnlyList<DeadLetter>> PeekDeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        plan.RunAsync("peek", () => inner.PeekDeadLettersAsync(limit, cancellationToken));

    public Task<long> CountAsync(CancellationToken cancellationToken) => plan.RunAsync("count", () => inner.CountAsync(cancellationToken));
}
