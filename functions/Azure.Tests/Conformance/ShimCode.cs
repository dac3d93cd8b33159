using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Entities;
using DurableTask.Core.Entities.OperationFormat;
using DurableTask.Core.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Durable;
using Serverless.Durable.DurableTask;
using OrchestrationContext = DurableTask.Core.OrchestrationContext;

namespace Serverless.Azure.Tests.Conformance;

/// <summary>Our orchestrations as Durable Task's dispatchers ask for them: what the Functions triggers do, without Functions.</summary>
internal sealed class Orchestrations(DurableRegistry registry, DurableTaskShimFactory shims) : INameVersionObjectManager<TaskOrchestration>
{
    public void Add(ObjectCreator<TaskOrchestration> creator) => throw new NotSupportedException();

    public TaskOrchestration GetObject(string name, string? version) => new Step(shims, new TaskName(name), new Code(registry));

    // Whose child an instance is comes with its history, after this object is asked for: the Functions worker reads both together.
    private sealed class Step(DurableTaskShimFactory shims, TaskName name, Code code) : TaskOrchestration
    {
        private TaskOrchestration? _shim;

        public override Task<string> Execute(OrchestrationContext context, string input)
        {
            _shim = shims.CreateOrchestration(name, code, Parents.Current);
            return _shim.Execute(context, input);
        }

        public override void RaiseEvent(OrchestrationContext context, string name, string input) => _shim!.RaiseEvent(context, name, input);

        public override string GetStatus() => _shim!.GetStatus();
    }

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
        async (context, input) => await ActivityRunner.RunAsync(registry, name, context.InstanceId, input, NullLogger.Instance, CancellationToken.None));
}

/// <summary>Our entities.</summary>
internal sealed class Entities(DurableRegistry registry, DurableTaskShimFactory shims) : INameVersionObjectManager<TaskEntity>
{
    public void Add(ObjectCreator<TaskEntity> creator) => throw new NotSupportedException();

    public TaskEntity GetObject(string name, string? version) => new Batches(registry, shims, new TaskName(name));

    // Which key a batch is for is known when it comes.
    private sealed class Batches(DurableRegistry registry, DurableTaskShimFactory shims, TaskName name) : TaskEntity
    {
        public override async Task<EntityBatchResult> ExecuteOperationBatchAsync(EntityBatchRequest operations)
        {
            var state = operations.EntityState;
            var result = await shims.CreateEntity(name, new EntityRunner(registry, TimeProvider.System), DurableTask.Core.Entities.EntityId.FromString(operations.InstanceId!))
                .ExecuteOperationBatchAsync(operations);
            return result.Results!.Any(r => r.FailureDetails?.ErrorMessage.Contains(WorkerDeath.Mark, StringComparison.Ordinal) == true) ? WorkerDeath.Answer(name, state) : result;
        }
    }
}

/// <summary>What the Durable extension makes of an entity's batch whose worker died.</summary>
internal static class WorkerDeath
{
    public const string Mark = "The worker dies here.";

    public static EntityBatchResult Answer(TaskName name, string? state) => new()
    {
        Results = [],
        Actions = [],
        EntityState = state,
        FailureDetails = new DurableTask.Core.FailureDetails("FunctionInvocationFailed", $"Invocation of function '{name}' failed with an exception.", stackTrace: null, innerFailure: null, isNonRetriable: true),
    };
}

/// <summary>The parent of the instance whose step runs.</summary>
internal static class Parents
{
    private static readonly AsyncLocal<ParentOrchestrationInstance?> Value = new();

    public static ParentOrchestrationInstance? Current => Value.Value;

    /// <summary>To be put around the steps of a worker.</summary>
    public static Task SetAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        Value.Value = context.GetProperty<OrchestrationRuntimeState>()?.ParentInstance is { } parent ? new(new TaskName(parent.Name), parent.OrchestrationInstance.InstanceId) : null;
        return next();
    }
}
