using DurableTask.Core;
using DurableTask.Core.Entities;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using EntityMetadata = Microsoft.DurableTask.Client.Entities.EntityMetadata;

namespace Serverless.Azure.Tests.Conformance;

/// <summary>The entities' half of <see cref="HubClient"/>: signals are messages, states are read with the store's own queries.</summary>
internal sealed class HubEntities(IOrchestrationServiceClient store, EntityBackendQueries? queries) : DurableEntityClient("hub")
{
    public override async Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default)
    {
        var target = new OrchestrationInstance { InstanceId = id.ToString() };
        (DateTime, DateTime)? due = options?.SignalTime is { } time ? (time.UtcDateTime, time.UtcDateTime) : null;
        var signal = ClientEntityHelpers.EmitOperationSignal(target, Guid.NewGuid(), operationName, HubClient.Converter.Serialize(input), due);
        await store.SendTaskOrchestrationMessageAsync(signal.AsTaskMessage());
    }

    public override async Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
    {
        var known = queries ?? throw new NotSupportedException("This store has no queries of entities.");
        if (await known.GetEntityAsync(new EntityId(id.Name, id.Key), includeState, includeStateless: false, cancellation) is not { } found) return null;
        return new(id, found.SerializedState is { } state ? new SerializedData(state, HubClient.Converter) : null)
        {
            LastModifiedTime = new DateTimeOffset(DateTime.SpecifyKind(found.LastModifiedTime, DateTimeKind.Utc)),
            BacklogQueueSize = found.BacklogQueueSize,
            LockedBy = found.LockedBy,
        };
    }

    public override Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => throw new NotSupportedException();

    public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
        throw new NotSupportedException();
}
