using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Engine.Activities;
using Serverless.Engine.Instances;
using Serverless.Engine.Orchestrations;
using Serverless.Engine.Records;

namespace Serverless.Engine.Dispatch;

/// <summary>Runs the steps of orchestrations and carries out what they decide.</summary>
internal sealed partial class InstanceDispatch(Hub hub, RunServices services)
{
    private readonly Queue<InstanceId> _ready = new();
    private readonly HashSet<InstanceId> _queued = [];
    private readonly LiveRuns _live = new(hub.Options.MaxLiveInstances);
    private readonly StepRunner _runner = new(hub.Options, services);
    private int _cancelledTimers;

    public bool HasReady => _ready.Count > 0;

    /// <summary>Orchestrators whose code is in memory.</summary>
    public int Live => _live.Count;

    public void Recover(Instance instance)
    {
        if (instance.End is not null) return;
        if (instance.StartAt is { } start) hub.Timers.Add(new DelayedStart(instance.Id, start), instance.CreatedAt);
        // This process could not use what the activities of a held instance give.
        var isHeld = hub.WhyHeld(instance) is not null;
        foreach (var awaited in instance.Outstanding.Values)
        {
            if (awaited is CreateTimer timer) hub.Timers.Add(new InstanceTimer(instance.Id, instance.Execution, timer.Sequence, timer.Due), instance.LastStepAt);
            else if (awaited is CallActivity call && !isHeld) hub.Batch.Start(new ActivityCall(instance.Id, instance.Execution, call));
        }
        Ready(instance);
    }

    /// <summary>Creates an instance; one of the same id must have ended.</summary>
    public void Create(InstanceId id, LogicName name, string? input, DateTimeOffset? startAt, Caller? parent)
    {
        if (startAt <= hub.Now) startAt = null;
        hub.Batch.Append(new InstanceCreated(id, name, input, hub.Now, startAt, parent) { Execution = (int)(uint)hub.State.NextExecution });
        if (startAt is { } start) hub.Timers.Add(new DelayedStart(id, start), hub.Now);
        else Ready(hub.State.Find(id)!);
    }

    /// <summary>A message that asks for nothing back: dropped when the receiver is not there.</summary>
    public void Deliver(InstanceId id, Message message)
    {
        if (hub.State.Find(id) is { End: null } instance) Deliver(instance, message);
    }

    /// <summary>An answer: dropped unless this call of this execution is still outstanding, so that no answer counts twice, nor for another instance of the same id.</summary>
    public void Answer(Caller caller, Message answer) => Answer(caller.Instance, caller.Execution, caller.Sequence, answer);

    /// <inheritdoc cref="Answer(Caller, Message)"/>
    public void Answer(InstanceId id, int execution, int sequence, Message answer)
    {
        if (hub.State.Find(id) is { End: null } instance && instance.Execution == execution && instance.Outstanding.ContainsKey(sequence)) Deliver(instance, answer);
    }

    public void Fire(InstanceTimer timer) => Answer(timer.Instance, timer.Execution, timer.Sequence, new TimerFired(timer.Sequence, timer.Due));

    public void Fire(DelayedStart start)
    {
        if (hub.State.Find(start.Instance) is { End: null, StartAt: { } due } && due == start.Due) Deliver(start.Instance, ExecutionStarted.Instance);
    }

    /// <summary>Queues an instance whose inbox holds something.</summary>
    public void Ready(Instance instance)
    {
        if (hub.IsRunning && instance.IsRunnable && _queued.Add(instance.Id)) _ready.Enqueue(instance.Id);
    }

    public bool TryRunNext()
    {
        if (!_ready.TryDequeue(out var id)) return false;
        _queued.Remove(id);
        if (hub.State.Find(id) is { IsRunnable: true } instance && hub.WhyHeld(instance) is null) Step(instance);
        return true;
    }

    /// <summary>Ends an instance and its children from outside.</summary>
    public void Terminate(Instance instance, string? reason)
    {
        var waiting = new Stack<Instance>([instance]);
        while (waiting.TryPop(out var next))
        {
            if (next.End is not null) continue;
            hub.Batch.Append(new Terminated(next.Id, hub.Now, reason));
            Ended(next);
            foreach (var child in next.Children)
            {
                if (hub.State.Find(child) is { End: null } found && found.Parent?.Instance == next.Id) waiting.Push(found);
            }
        }
    }

    /// <summary>The code of a run was continued from outside: it fails with the reason, at its next step or now.</summary>
    public void Expel(OrchestrationRun run)
    {
        if (_live.Find(run.Instance) != run || hub.State.Find(run.Instance) is not { End: null } instance) return;
        Record(instance, new StepResult(hub.Now, 0, run.Step(hub.Now, [])));
    }

    private void Deliver(Instance instance, Message message)
    {
        hub.Batch.Append(new MessageReceived(instance.Id, message));
        Ready(instance);
    }

    private void Step(Instance instance)
    {
        var run = hub.Options.ReplayEveryStep ? null : _live.Find(instance.Id);
        var result = _runner.Run(instance, ref run, hub.Now);
        if (run is not null) _live.Keep(run);
        Record(instance, result);
    }

    private void Record(Instance instance, StepResult result)
    {
        var execution = instance.Execution;
        EngineInstruments.Steps.Add(1);
        hub.Batch.Append(new Stepped(instance.Id, result.At, result.Consumed, result.Actions));
        foreach (var action in result.Actions) Perform(instance, execution, action, result.At);
        if (instance.End is not null) Ended(instance);
        else if (instance.Execution != execution) _live.Drop(instance.Id);
        Ready(instance);
    }

    private void Perform(Instance instance, int execution, StepAction action, DateTimeOffset at)
    {
        switch (action)
        {
            // Nothing would wait for it, and after a crash nothing would know of it: it is not started.
            case AwaitedAction when instance.End is not null && action is CallActivity or CreateTimer:
                break;
            case CallActivity call:
                hub.Batch.Start(new ActivityCall(instance.Id, execution, call));
                break;
            case CreateTimer timer:
                hub.Timers.Add(new InstanceTimer(instance.Id, execution, timer.Sequence, timer.Due), at);
                break;
            case CancelTimer:
                if (++_cancelledTimers > 1000 && _cancelledTimers > hub.Timers.Count / 2) CompactTimers();
                break;
            case CallOrchestration call:
                CallChild(new Caller(instance.Id, execution, call.Sequence), call);
                break;
            case CallEntity call:
                hub.Entities.Deliver(call.Entity, new EntityMessage(call.Operation, call.Input, new Caller(instance.Id, execution, call.Sequence)));
                break;
            case SignalEntity signal:
                hub.Entities.Signal(signal.Entity, signal.Operation, signal.Input, signal.Due);
                break;
            case SendEvent send:
                Deliver(send.Instance, new EventRaised(send.Name, send.Payload));
                break;
        }
    }

    private void CallChild(Caller caller, CallOrchestration call)
    {
        if (!hub.Options.Registry.Orchestrations.Contains(call.Name))
            Refuse(caller, new LogicNotFoundException(call.Name, hub.Options.Registry.Orchestrations));
        else if (hub.State.Find(call.Instance) is { End: null })
            Refuse(caller, new InvalidOperationException($"Orchestration '{call.Instance}' exists already and has not ended."));
        else
            Create(call.Instance, call.Name, call.Input, startAt: null, caller);
    }

    private void Refuse(Caller caller, Exception why) => Answer(caller, new CallFailed(caller.Sequence, FailureDetails.From(why)));

    private void Ended(Instance instance)
    {
        _live.Drop(instance.Id);
        if (instance.Parent is { } parent)
        {
            Answer(parent, instance.End switch
            {
                InstanceStatus.Completed => new CallCompleted(parent.Sequence, instance.Output),
                InstanceStatus.Failed => new CallFailed(parent.Sequence, instance.Failure!),
                _ => new CallFailed(parent.Sequence, new FailureDetails("Terminated", $"Orchestration '{instance.Id}' was terminated: {DurableJson.Read<string>(instance.Output) ?? "no reason given"}.", IsRetriable: false)),
            });
        }
        hub.Waiters.Ended(instance, hub);
        if (instance.End == InstanceStatus.Failed && hub.Log.IsEnabled(LogLevel.Debug))
            Failed(hub.Log, instance.Id, instance.Failure!.Message);
    }

    private void CompactTimers()
    {
        _cancelledTimers = 0;
        hub.Timers.Compact(alarm => alarm is not InstanceTimer timer
            || (hub.State.Find(timer.Instance) is { End: null } instance && instance.Execution == timer.Execution && instance.Outstanding.ContainsKey(timer.Sequence)));
    }
}
