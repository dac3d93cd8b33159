using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Serverless.Durable.DurableTask;

/// <summary>Our port over Durable Task's context. Every await in here is of a task that Durable Task completes on its own thread.</summary>
internal sealed class DurableTaskContext(TaskOrchestrationContext context, DurableRegistry registry) : OrchestrationContext
{
    private int _children;

    public Outstanding Outstanding { get; } = new();

    public override InstanceId InstanceId { get; } = new(context.InstanceId);

    public override LogicName Name { get; } = LogicName.Parse(context.Name.Name);

    // What an entity started has it for a parent, and an entity is no instance.
    public override InstanceId? Parent { get; } = context.Parent is { } parent && !EntityIds.IsOne(parent.InstanceId) ? new InstanceId(parent.InstanceId) : null;

    public override bool IsReplaying => context.IsReplaying;

    public override DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public override Guid NewGuid() => context.NewGuid();

    // Durable Task's GUIDs are hashes of instance, step time and a counter: the same at every replay, another one for each call.
    public override Random NewRandom() => new(BitConverter.ToInt32(context.NewGuid().ToByteArray()));

    public override Task<TResult?> CallActivityAsync<TResult>(string name, object? input = null, RetryPolicy? retry = null)
        where TResult : default
    {
        var payload = Payload.Of(input, $"The input of activity '{name}'");
        Retries.Check(retry);
        return Outstanding.CallAsync(AttemptsAsync<TResult>(name, payload, retry));
    }

    public override Task<TResult?> CallSubOrchestrationAsync<TResult>(LogicName name, object? input = null, InstanceId? instance = null)
        where TResult : default
    {
        var payload = Payload.Of(input, $"The input of orchestration '{name}'");
        _children++;
        return Outstanding.CallAsync(ChildAsync<TResult>(name, payload, instance ?? Children.Unnamed(InstanceId, _children, context.NewGuid())));
    }

    public override Task CreateTimerAsync(DateTimeOffset due, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : Outstanding.TimerAsync(context.CreateTimer(due.UtcDateTime, cancellationToken));

    public override async Task<T?> WaitForEventAsync<T>(string name)
        where T : default =>
        Payload.Read<T>(await Outstanding.EventAsync(name, () => context.WaitForExternalEvent<JsonElement?>(name)));

    public override void SendEvent(InstanceId instance, string name, object? payload = null) =>
        context.SendEvent(instance.Value, name, EventPayload.Of(payload, name));

    public override Task<TResult?> CallEntityAsync<TResult>(EntityId entity, string operation, object? input = null)
        where TResult : default =>
        Outstanding.CallAsync(OperationAsync<TResult>(entity, operation, Payload.Of(input, $"The input of operation '{operation}' on entity '{entity}'")));

    public override void SignalEntity(EntityId entity, string operation, object? input = null, DateTimeOffset? due = null)
    {
        // Sent when the step is committed; the task that comes back is complete.
        _ = context.Entities.SignalEntityAsync(
            entity.ToDurableTask(), operation, Payload.Of(input, $"The input of operation '{operation}' on entity '{entity}'"), EntityIds.Options(due));
    }

    public override void ContinueAsNew(object? input = null)
    {
        var payload = Payload.Of(input, $"The input of orchestration '{Name}'");
        if (Outstanding.Calls > 0)
            throw new InvalidOperationException($"Orchestration '{InstanceId}' cannot continue as new: {Outstanding.Calls} calls are outstanding and their results would be lost. Await them first.");
        context.ContinueAsNew(payload, preserveUnprocessedEvents: true);
    }

    public override void SetCustomStatus(object? status) => context.SetCustomStatus(Payload.Of(status, "The custom status"));

    public override ILogger CreateLogger(string category) => new ReplaySafeLogger(context, context.CreateReplaySafeLogger(category));

    private async Task<TResult?> AttemptsAsync<TResult>(string name, JsonElement? payload, RetryPolicy? retry)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync<TResult>(name, payload);
            }
            catch (ActivityFailedException e) when (attempt < retry?.MaxAttempts && e.Failure.IsRetriable)
            {
                // Tried again below: a filter keeps the last failure as it was thrown.
            }
            await context.CreateTimer((Now + retry.DelayBefore(attempt + 1)).UtcDateTime, CancellationToken.None);
        }
    }

    private async Task<TResult?> AttemptAsync<TResult>(string name, JsonElement? payload)
    {
        JsonElement? answer;
        try
        {
            answer = await context.CallActivityAsync<JsonElement?>(new TaskName(name), payload, options: null);
        }
        catch (TaskFailedException e)
        {
            throw new ActivityFailedException(name, MissingCodeMessages.Or(FailureText.Read(e.FailureDetails), registry.FindActivity(name) is null, () => MissingCodeMessages.Activity(registry, name)));
        }
        return ActivityAnswer.Read<TResult>(name, answer);
    }

    private async Task<TResult?> ChildAsync<TResult>(LogicName name, JsonElement? payload, InstanceId child)
    {
        try
        {
            return Payload.Read<TResult>(await context.CallSubOrchestratorAsync<JsonElement?>(new TaskName(name.ToString()), payload, Children.Options(child, InstanceId)));
        }
        catch (TaskFailedException e)
        {
            var missing = new LogicNotFoundException(name, registry.Orchestrations);
            throw new SubOrchestrationFailedException(child, MissingCodeMessages.Or(FailureText.Read(e.FailureDetails), !registry.Orchestrations.Contains(name), () => missing.Message));
        }
    }

    private async Task<TResult?> OperationAsync<TResult>(EntityId entity, string operation, JsonElement? payload)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Payload.Read<TResult>(await context.Entities.CallEntityAsync<JsonElement?>(entity.ToDurableTask(), operation, payload, options: null));
            }
            catch (EntityOperationFailedException e) when (attempt < LostOperations.MaxAttempts && LostOperations.IsOne(e.FailureDetails))
            {
                // Called again below.
            }
            catch (EntityOperationFailedException e)
            {
                throw new EntityFailedException(
                    entity, operation, MissingCodeMessages.Or(FailureText.Read(e.FailureDetails), registry.FindEntity(entity.Name) is null, () => MissingCodeMessages.Entity(registry, entity.Name)));
            }
            await context.CreateTimer((Now + LostOperations.DelayAfter(attempt)).UtcDateTime, CancellationToken.None);
        }
    }
}
