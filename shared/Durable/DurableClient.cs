namespace Serverless.Durable;

/// <summary>
/// Starts, watches and steers instances from outside. Every call is durable when it returns. Cancelling a call stops waiting for it;
/// what was sent may still happen.
/// </summary>
public abstract class DurableClient
{
    /// <summary>Starts an instance unless its id exists in any state: idempotent.</summary>
    /// <returns>True when this call started it, false when it was there before.</returns>
    public abstract Task<bool> StartAsync(LogicName name, object? input, InstanceId instance, CancellationToken cancellationToken, DateTimeOffset? startAt = null);

    /// <summary>Raises an external event. Buffered while no one waits; in order per name from one caller.</summary>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    public abstract Task RaiseEventAsync(InstanceId instance, string name, object? payload, CancellationToken cancellationToken);

    /// <summary>No further step runs until resumed; events are buffered, activities that run go on.</summary>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    public abstract Task SuspendAsync(InstanceId instance, string? reason, CancellationToken cancellationToken);

    /// <inheritdoc cref="SuspendAsync"/>
    public abstract Task ResumeAsync(InstanceId instance, string? reason, CancellationToken cancellationToken);

    /// <summary>Ends an instance and its children now. Activities that run go on; their results are dropped. A finished instance is left as it is.</summary>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    public abstract Task TerminateAsync(InstanceId instance, string? reason, CancellationToken cancellationToken);

    /// <returns>Null when there is no such instance.</returns>
    public abstract Task<InstanceState?> GetAsync(InstanceId instance, CancellationToken cancellationToken);

    /// <summary>Waits until the instance has ended (see <see cref="InstanceStatus"/>).</summary>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    public abstract Task<InstanceState> WaitAsync(InstanceId instance, CancellationToken cancellationToken);

    /// <summary>One page of instances in order of their ids. Entities are not listed.</summary>
    public abstract Task<InstancePage> QueryAsync(InstanceQuery query, CancellationToken cancellationToken);

    /// <summary>Forgets finished instances that match; running ones are left.</summary>
    /// <returns>How many were forgotten.</returns>
    public abstract Task<int> PurgeAsync(InstanceQuery query, CancellationToken cancellationToken);

    /// <summary>Forgets one finished instance, and its children.</summary>
    /// <returns>False when it is not there or still runs.</returns>
    public abstract Task<bool> PurgeAsync(InstanceId instance, CancellationToken cancellationToken);

    /// <summary>Sends an entity a message, now or at <paramref name="due"/>. Signals of different calls have no order among each other on Durable Task.</summary>
    public abstract Task SignalEntityAsync(EntityId entity, string operation, object? input, CancellationToken cancellationToken, DateTimeOffset? due = null);

    /// <summary>An entity's state as last committed; default when it does not exist.</summary>
    public abstract Task<T?> GetEntityAsync<T>(EntityId entity, CancellationToken cancellationToken);
}

/// <summary>There is no instance of that id.</summary>
public sealed class InstanceNotFoundException(InstanceId instance) : Exception($"There is no orchestration '{instance}'.")
{
    public InstanceId Instance { get; } = instance;
}
