using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Serverless.Durable.DurableTask;

/// <summary>One operation on one entity, over Durable Task's. Entities are not replayed: the clock may be read.</summary>
internal sealed class DurableTaskOperation(TaskEntityOperation inner, DateTimeOffset now) : EntityOperation
{
    public override EntityId Id { get; } = inner.Context.Id.ToPort();

    public override string Name => inner.Name;

    public override DateTimeOffset Now => now;

    /// <summary>What the operation returned.</summary>
    public JsonElement? Answer { get; private set; }

    public override T? GetInput<T>()
        where T : default =>
        DurableJson.Read<T>(inner.HasInput ? Payload.Text(inner.GetInput(typeof(JsonElement))) : null);

    public override T? GetState<T>()
        where T : default =>
        DurableJson.Read<T>(Payload.Text(inner.State.GetState(typeof(JsonElement))));

    public override void SetState<T>(T? state)
        where T : default =>
        inner.State.SetState(Payload.Parse(DurableJson.Write(state, $"The state of entity '{Id}'", DurableLimits.EntityStateBytes)));

    public override void Return<T>(T? value)
        where T : default =>
        Answer = Payload.Of(value, $"The answer of operation '{Name}' of entity '{Id}'");

    public override void Signal(EntityId entity, string operation, object? input = null, DateTimeOffset? due = null) =>
        inner.Context.SignalEntity(
            entity.ToDurableTask(), operation, Payload.Of(input, $"The input of operation '{operation}' on entity '{entity}'"), EntityIds.Options(due));

    public override void SendEvent(InstanceId instance, string name, object? payload = null) =>
        inner.Context.ScheduleNewOrchestration(
            new TaskName(EventRelay.Name.ToString()),
            Payload.Of(new RelayedEvent(instance, name, Payload.Of(payload, $"The payload of event '{name}'")), $"Event '{name}'"),
            new StartOrchestrationOptions(InstanceId: $"{EventRelay.IdPrefix}{Guid.NewGuid():N}"));
}
