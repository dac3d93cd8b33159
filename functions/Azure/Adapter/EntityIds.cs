using Microsoft.DurableTask.Entities;
using Serverless.Durable;

namespace Serverless.Azure.Adapter;

internal static class EntityIds
{
    public static EntityInstanceId ToDurableTask(this EntityId id) => new(id.Name, id.Key);

    public static EntityId ToPort(this EntityInstanceId id) => new(id.Name, id.Key);

    /// <summary>When a signal is due; null = now.</summary>
    public static SignalEntityOptions? Options(DateTimeOffset? due) => due is { } time ? new SignalEntityOptions { SignalTime = time.ToUniversalTime() } : null;
}
