using Microsoft.DurableTask.Entities;

namespace Serverless.Durable.DurableTask;

internal static class EntityIds
{
    public static EntityInstanceId ToDurableTask(this EntityId id) => new(id.Name, id.Key);

    public static EntityId ToPort(this EntityInstanceId id) => new(id.Name, id.Key);

    /// <summary>Whether an instance of Durable Task is an entity.</summary>
    public static bool IsOne(string instance) => EntityId.TryParse(instance, out _);

    /// <summary>When a signal is due; null = now.</summary>
    public static SignalEntityOptions? Options(DateTimeOffset? due) => due is { } time ? new SignalEntityOptions { SignalTime = time.ToUniversalTime() } : null;
}
