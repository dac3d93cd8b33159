using Serverless.Durable;
using Serverless.Engine.Entities;
using Serverless.Engine.Records;
using Serverless.Engine.State;

namespace Serverless.Engine.Dispatch;

/// <summary>Runs the operations of entities, one at a time, in the order in which they came.</summary>
internal sealed partial class EntityDispatch(Hub hub)
{
    private readonly Queue<StoredEntity> _ready = new();
    private readonly Dictionary<StoredEntity, string?> _changed = [];

    public bool HasReady => _ready.Count > 0;

    public void Recover(StoredEntity entity)
    {
        foreach (var delayed in entity.Delayed.Values) hub.Timers.Add(new DelayedSignal(entity.Id, delayed.Number, delayed.Due), hub.Now);
        if (entity.Inbox.Count > 0) _ready.Enqueue(entity);
    }

    public void Signal(EntityId id, string operation, string? input, DateTimeOffset? due)
    {
        var message = new EntityMessage(operation, input, Caller: null);
        if (due is not { } time || time <= hub.Now)
        {
            Deliver(id, message);
            return;
        }
        var number = hub.State.Touch(id).NextSignal;
        hub.Batch.Append(new SignalDelayed(id, number, time, message));
        hub.Timers.Add(new DelayedSignal(id, number, time), hub.Now);
    }

    public void Deliver(EntityId id, EntityMessage message)
    {
        var entity = hub.State.Touch(id);
        Touch(entity);
        entity.Inbox.Enqueue(message);
        if (entity.Inbox.Count == 1) _ready.Enqueue(entity);
    }

    public void Fire(DelayedSignal signal)
    {
        if (hub.State.Find(signal.Entity) is not { } entity || !entity.Delayed.TryGetValue(signal.Number, out var delayed) || delayed.Due != signal.Due) return;
        Touch(entity);
        hub.Batch.Append(new SignalDue(signal.Entity, signal.Number));
        if (entity.Inbox.Count == 1) _ready.Enqueue(entity);
    }

    /// <summary>Runs one operation.</summary>
    public bool TryRunNext()
    {
        if (!_ready.TryDequeue(out var entity)) return false;
        if (!entity.Inbox.TryDequeue(out var message)) return true;
        Touch(entity);
        Run(entity, message);
        if (entity.Inbox.Count > 0) _ready.Enqueue(entity);
        return true;
    }

    /// <summary>Writes each entity that changed in this turn, once.</summary>
    public void Store()
    {
        foreach (var (entity, before) in _changed)
        {
            if (entity.Inbox.Count > 0 || entity.HadInbox || entity.State != before) hub.Batch.Append(new EntityStored(entity.Id, entity.State, [.. entity.Inbox]));
            else hub.State.ForgetIfEmpty(entity);
        }
        _changed.Clear();
    }

    private void Touch(StoredEntity entity)
    {
        if (_changed.TryAdd(entity, entity.State)) entity.HadInbox = entity.Inbox.Count > 0;
    }

    private void Run(StoredEntity entity, EntityMessage message)
    {
        var operation = new EmbeddedEntityOperation(entity, message, hub.Now);
        try
        {
            var code = hub.Options.Registry.FindEntity(entity.Id.Name) ?? throw new EntityNotFoundException(entity.Id.Name, hub.Options.Registry.Entities);
            code.Run(operation);
        }
        catch (Exception e)
        {
            // Whatever the code threw is the answer; state and messages of this operation are dropped with the operation object.
            if (message.Caller is { } caller) hub.Instances.Answer(caller, new CallFailed(caller.Sequence, FailureDetails.From(e)));
            else SignalDropped(hub.Log, e, message.Operation, entity.Id);
            return;
        }
        entity.State = operation.State;
        foreach (var signal in operation.Signals) Signal(signal.Entity, signal.Operation, signal.Input, signal.Due);
        foreach (var send in operation.Events) hub.Instances.Deliver(send.Instance, new EventRaised(send.Name, send.Payload));
        if (message.Caller is { } asker) hub.Instances.Answer(asker, new CallCompleted(asker.Sequence, operation.Result));
    }
}

/// <summary>This host has no code for an entity.</summary>
public sealed class EntityNotFoundException(string name, IEnumerable<string> known)
    : Exception($"This host has no entity '{name}'. It has: {string.Join(", ", known.Order(StringComparer.Ordinal))}."), INonRetriable;
