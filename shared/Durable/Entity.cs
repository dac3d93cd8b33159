namespace Serverless.Durable;

/// <summary>
/// One entity's code. Operations of one id run one at a time. When an operation throws, its change of state and the messages it sent are rolled back,
/// and a caller gets an <see cref="EntityFailedException"/>.
/// </summary>
public interface IEntity
{
    /// <summary>Runs one operation: no I/O, no waiting. Throw to refuse it.</summary>
    void Run(EntityOperation operation);
}

/// <summary>One operation on one entity.</summary>
public abstract class EntityOperation
{
    public abstract EntityId Id { get; }

    /// <summary>The operation's name.</summary>
    public abstract string Name { get; }

    /// <summary>The time of this operation, UTC.</summary>
    public abstract DateTimeOffset Now { get; }

    public abstract T? GetInput<T>();

    /// <summary>The state, or default when there is none yet.</summary>
    public abstract T? GetState<T>();

    /// <summary>Replaces the state; null deletes the entity.</summary>
    public abstract void SetState<T>(T? state);

    /// <summary>The answer to a caller; a signal's is dropped.</summary>
    public abstract void Return<T>(T? value);

    /// <summary>Sends another (or this) entity a message, now or at <paramref name="due"/>.</summary>
    public abstract void Signal(EntityId entity, string operation, object? input = null, DateTimeOffset? due = null);

    /// <summary>Raises an event on an orchestration.</summary>
    public abstract void SendEvent(InstanceId instance, string name, object? payload = null);
}

/// <summary>An entity with typed state.</summary>
public abstract class Entity<TState> : IEntity
    where TState : class
{
    /// <summary>The state of an entity that was never called.</summary>
    protected abstract TState Create(EntityId id);

    /// <summary>Runs one operation and returns the new state; null deletes the entity.</summary>
    protected abstract TState? Run(EntityOperation operation, TState state);

    void IEntity.Run(EntityOperation operation) => operation.SetState(Run(operation, operation.GetState<TState>() ?? Create(operation.Id)));
}
