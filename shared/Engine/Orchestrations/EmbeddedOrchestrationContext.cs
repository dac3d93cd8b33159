using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Engine.Instances;
using Serverless.Engine.Records;

namespace Serverless.Engine.Orchestrations;

/// <summary>What the code of one instance sees. All of it happens on the dispatcher's thread, inside a step.</summary>
internal sealed class EmbeddedOrchestrationContext(Instance instance, StepContext thread, RunServices services) : OrchestrationContext
{
    private readonly PendingCalls _pending = new();
    private readonly HashSet<int> _timers = [];
    private readonly EventInbox _events = new();
    private readonly int _generation = instance.Generation;
    private readonly DateTimeOffset _createdAt = instance.CreatedAt;
    private DateTimeOffset _now;
    private int _sequence;
    private int _guids;
    private int _randoms;
    private string? _nextInput;

    public StepActions Actions { get; } = new();

    public override InstanceId InstanceId { get; } = instance.Id;

    public override LogicName Name { get; } = instance.Name;

    public override InstanceId? Parent { get; } = instance.Parent?.Instance;

    public override bool IsReplaying => Actions.IsReplaying;

    public override DateTimeOffset Now => Checked(_now);

    /// <summary>Whether something that this context handed out may still complete.</summary>
    public bool IsWaiting => _pending.Count > 0 || _events.IsAwaited;

    /// <summary>The code asked to continue as new.</summary>
    public bool ContinuesAsNew { get; private set; }

    /// <summary>The next generation's beginning. Events that came in the same step after the request go along too.</summary>
    public ContinueAsNew NextGeneration => new(_nextInput, _events.TakeBuffered());

    public void Begin(DateTimeOffset now, int step, IReadOnlyList<StepAction>? recorded)
    {
        _now = now;
        Actions.Begin(step, recorded);
    }

    public void Deliver(Message message)
    {
        switch (message)
        {
            case CallCompleted completed when _pending.Remove(completed.Sequence, out var pending):
                pending.Complete(completed.Result);
                break;
            case CallFailed failed when _pending.Remove(failed.Sequence, out var pending):
                pending.Fail(failed.Failure);
                break;
            case TimerFired fired when _pending.Remove(fired.Sequence, out var pending):
                _timers.Remove(fired.Sequence);
                pending.Complete(null);
                break;
            case EventRaised raised:
                _events.Raise(raised);
                break;
        }
    }

    public override Guid NewGuid() => Checked(DeterministicIds.Guid(InstanceId, _createdAt, _generation, _guids++));

    public override Random NewRandom() => Checked(new Random(DeterministicIds.Seed(InstanceId, _createdAt, _generation, _randoms++)));

    public override Task<TResult?> CallActivityAsync<TResult>(string name, object? input = null, RetryPolicy? retry = null)
        where TResult : default
    {
        Check();
        var payload = DurableJson.Write(input, "The input of activity", name);
        if (retry is null) return CallActivity<TResult>(name, payload);
        RetryRules.Check(retry);
        return RetryAsync<TResult>(name, payload, retry);
    }

    public override Task<TResult?> CallSubOrchestrationAsync<TResult>(LogicName name, object? input = null, InstanceId? instance = null)
        where TResult : default
    {
        Check();
        var payload = DurableJson.Write(input, $"The input of orchestration '{name}'");
        var sequence = ++_sequence;
        var child = instance ?? DeterministicIds.Child(InstanceId, _generation, sequence);
        return Call<TResult>(new CallOrchestration(sequence, child, name, payload));
    }

    public override Task CreateTimerAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        Check();
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        var timer = new CreateTimer(++_sequence, due.ToUniversalTime());
        _timers.Add(timer.Sequence);
        var task = Call<object>(timer);
        if (cancellationToken.CanBeCanceled) cancellationToken.Register(() => Cancel(timer.Sequence, cancellationToken), useSynchronizationContext: false);
        return task;
    }

    public override Task<T?> WaitForEventAsync<T>(string name)
        where T : default
    {
        Check();
        return _events.WaitAsync<T>(name);
    }

    public override void SendEvent(InstanceId instance, string name, object? payload = null)
    {
        Check();
        Actions.Add(new SendEvent(instance, name, DurableJson.Write(payload, "The payload of event", name)));
    }

    public override Task<TResult?> CallEntityAsync<TResult>(EntityId entity, string operation, object? input = null)
        where TResult : default
    {
        Check();
        var payload = DurableJson.Write(input, $"The input of operation '{operation}' on entity '{entity}'");
        return Call<TResult>(new CallEntity(++_sequence, entity, operation, payload));
    }

    public override void SignalEntity(EntityId entity, string operation, object? input = null, DateTimeOffset? due = null)
    {
        Check();
        var payload = DurableJson.Write(input, $"The input of operation '{operation}' on entity '{entity}'");
        Actions.Add(new SignalEntity(entity, operation, payload, due?.ToUniversalTime()));
    }

    public override void ContinueAsNew(object? input = null)
    {
        Check();
        var payload = DurableJson.Write(input, $"The input of orchestration '{Name}'");
        if (_pending.Count > _timers.Count)
            throw new InvalidOperationException($"Orchestration '{InstanceId}' cannot continue as new: {_pending.Count - _timers.Count} calls are outstanding and their results would be lost. Await them first.");
        _nextInput = payload;
        ContinuesAsNew = true;
    }

    public override void SetCustomStatus(object? status)
    {
        Check();
        Actions.Add(new SetStatus(DurableJson.Write(status, "The custom status")));
    }

    public override ILogger CreateLogger(string category) => services.Log.CreateLogger(category, Actions);

    private async Task<TResult?> RetryAsync<TResult>(string name, string? payload, RetryPolicy retry)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CallActivity<TResult>(name, payload);
            }
            catch (ActivityFailedException e) when (attempt < retry.MaxAttempts && e.Failure.IsRetriable)
            {
                // Tried again below: a filter keeps the last failure as it was thrown.
            }
            await CreateTimerAsync(Now + retry.DelayBefore(attempt + 1), CancellationToken.None);
        }
    }

    private Task<TResult?> CallActivity<TResult>(string name, string? payload) =>
        Call<TResult>(new CallActivity(++_sequence, name, payload));

    private Task<TResult?> Call<TResult>(AwaitedAction action)
    {
        Actions.Add(action);
        var pending = new Pending<TResult>(action);
        _pending.Add(action.Sequence, pending);
        return pending.Task;
    }

    private void Cancel(int timer, CancellationToken token)
    {
        if (!thread.IsCurrent || !_pending.Remove(timer, out var pending)) return;
        _timers.Remove(timer);
        Actions.Add(new CancelTimer(timer));
        pending.Cancel(token);
    }

    private T Checked<T>(T value)
    {
        Check();
        return value;
    }

    private void Check()
    {
        if (!thread.IsCurrent)
            throw new InvalidOperationException($"Orchestration '{InstanceId}' used its context outside of its step: on another thread, or after ConfigureAwait(false).");
        if (ContinuesAsNew)
            throw new InvalidOperationException($"Orchestration '{InstanceId}' asked to continue as new; after that it can only return.");
    }
}
