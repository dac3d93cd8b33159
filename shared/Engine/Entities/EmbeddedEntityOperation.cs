using Serverless.Durable;
using Serverless.Engine.Records;
using Serverless.Engine.State;

namespace Serverless.Engine.Entities;

/// <summary>One operation with its own copy of the state: what it changes counts when it returns.</summary>
internal sealed class EmbeddedEntityOperation(StoredEntity entity, EntityMessage message, DateTimeOffset now) : EntityOperation
{
    private readonly List<SignalEntity> _signals = [];
    private readonly List<SendEvent> _events = [];

    public override EntityId Id { get; } = entity.Id;

    public override string Name { get; } = message.Operation;

    public override DateTimeOffset Now { get; } = now;

    public string? State { get; private set; } = entity.State;

    public string? Result { get; private set; }

    public IReadOnlyList<SignalEntity> Signals => _signals;

    public IReadOnlyList<SendEvent> Events => _events;

    public override T? GetInput<T>()
        where T : default => DurableJson.Read<T>(message.Input);

    public override T? GetState<T>()
        where T : default => DurableJson.Read<T>(State);

    public override void SetState<T>(T? state)
        where T : default => State = DurableJson.Write(state, $"The state of entity '{Id}'", DurableLimits.EntityStateBytes);

    public override void Return<T>(T? value)
        where T : default => Result = DurableJson.Write(value, $"The result of operation '{Name}' on entity '{Id}'");

    public override void Signal(EntityId entity, string operation, object? input = null, DateTimeOffset? due = null) =>
        _signals.Add(new SignalEntity(entity, operation, DurableJson.Write(input, $"The input of operation '{operation}' on entity '{entity}'"), due?.ToUniversalTime()));

    public override void SendEvent(InstanceId instance, string name, object? payload = null) =>
        _events.Add(new SendEvent(instance, name, DurableJson.Write(payload, $"The payload of event '{name}'")));
}
