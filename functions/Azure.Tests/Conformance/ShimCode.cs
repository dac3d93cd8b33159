using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Entities;
using DurableTask.Core.Entities.OperationFormat;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Shims;
using Serverless.Azure.Adapter;
using Serverless.Durable;

namespace Serverless.Azure.Tests.Conformance;

/// <summary>Our orchestrations as Durable Task's dispatchers ask for them: what the Functions triggers do, without Functions.</summary>
internal sealed class Orchestrations(DurableRegistry registry, DurableTaskShimFactory shims) : INameVersionObjectManager<TaskOrchestration>
{
    public void Add(ObjectCreator<TaskOrchestration> creator) => throw new NotSupportedException();

    public TaskOrchestration GetObject(string name, string? version) => shims.CreateOrchestration(new TaskName(name), new Code(registry));

    private sealed class Code(DurableRegistry registry) : ITaskOrchestrator
    {
        public Type InputType => typeof(object);

        public Type OutputType => typeof(JsonElement?);

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input) => await OrchestratorRunner.RunAsync(context, registry);
    }
}

/// <summary>Our activities.</summary>
internal sealed class Activities(DurableRegistry registry, DurableTaskShimFactory shims) : INameVersionObjectManager<TaskActivity>
{
    public void Add(ObjectCreator<TaskActivity> creator) => throw new NotSupportedException();

    public TaskActivity GetObject(string name, string? version) => shims.CreateActivity<JsonElement?, JsonElement?>(
        new TaskName(name),
        async (context, input) => await ActivityRunner.RunAsync(registry, name, context.InstanceId, input, CancellationToken.None));
}

/// <summary>Our entities.</summary>
internal sealed class Entities(DurableRegistry registry, DurableTaskShimFactory shims) : INameVersionObjectManager<TaskEntity>
{
    public void Add(ObjectCreator<TaskEntity> creator) => throw new NotSupportedException();

    public TaskEntity GetObject(string name, string? version) => new Batches(registry, shims, new TaskName(name));

    // Which key a batch is for is known when it comes.
    private sealed class Batches(DurableRegistry registry, DurableTaskShimFactory shims, TaskName name) : TaskEntity
    {
        public override Task<EntityBatchResult> ExecuteOperationBatchAsync(EntityBatchRequest operations) =>
            shims.CreateEntity(name, new EntityRunner(registry, TimeProvider.System), DurableTask.Core.Entities.EntityId.FromString(operations.InstanceId!))
                .ExecuteOperationBatchAsync(operations);
    }
}
