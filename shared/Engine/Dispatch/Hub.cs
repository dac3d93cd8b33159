using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Engine.Activities;
using Serverless.Engine.Checks;
using Serverless.Engine.Instances;
using Serverless.Engine.Orchestrations;
using Serverless.Engine.Records;
using Serverless.Engine.State;

namespace Serverless.Engine.Dispatch;

/// <summary>
/// Everything that the dispatcher's thread owns. Only that thread touches it, so nothing here locks; others post <see cref="Input"/>s.
/// </summary>
internal sealed class Hub
{
    private readonly TimeProvider _time;
    private readonly ReplayChecker? _checker;

    public Hub(EmbeddedEngineOptions options, HubState state, Inputs inputs, ILogger log)
    {
        Options = options;
        State = state;
        Log = log;
        _time = options.Time;
        _checker = options.Validate ? new ReplayChecker(state) : null;
        Batch = new Batch(state);
        Timers = new TimerQueue(options.Time, inputs.Wake);
        Activities = new ActivityLanes(options, log, (call, result, failure) => inputs.Post(new ActivityEnded(call, result, failure)));
        StepLog = new StepLog(options.Logging);
        Entities = new EntityDispatch(this);
        Instances = new InstanceDispatch(this, new RunServices(options.Registry, StepLog, run => inputs.Post(new ForeignContinuation(run))));
    }

    public EmbeddedEngineOptions Options { get; }

    public HubState State { get; }

    public ILogger Log { get; }

    public Batch Batch { get; }

    public TimerQueue Timers { get; }

    public ActivityLanes Activities { get; }

    public StepLog StepLog { get; }

    public InstanceDispatch Instances { get; }

    public EntityDispatch Entities { get; }

    /// <summary>An instance wherever it is: in memory, or finished and on the disk.</summary>
    public Instance? FindAnywhere(InstanceId id) => State.Find(id) ?? State.Archives.Find(id);

    public Waiters Waiters { get; } = new();

    /// <summary>False before the engine was started and after it was stopped: requests are recorded, no step runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The time of this turn.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Why no step of an instance runs here; null: it may.</summary>
    public string? WhyHeld(Instance instance) =>
        instance.End is not null ? null
        : !Options.Registry.Orchestrations.Contains(instance.Name) ? new LogicNotFoundException(instance.Name, Options.Registry.Orchestrations).Message
        : Options.Holds(instance.Id);

    public void BeginTurn() => Now = _time.GetUtcNow();

    /// <summary>Brings back what the state says is under way.</summary>
    public void Start()
    {
        if (IsRunning) return;
        IsRunning = true;
        foreach (var instance in State.Instances.Values) Instances.Recover(instance);
        foreach (var entity in State.Entities.Values) Entities.Recover(entity);
    }

    public void Stop() => IsRunning = false;

    /// <summary>Hands over alarms that are due.</summary>
    public void FireTimers()
    {
        if (IsRunning) Timers.TakeDue(Fire);
    }

    /// <summary>Runs what is runnable until nothing is, or until the frame is large enough to be written.</summary>
    /// <returns>False when something is left for the next turn.</returns>
    public bool RunReady()
    {
        while (IsRunning)
        {
            if (Batch.Frame.Length > Options.BatchBytes) return !Entities.HasReady && !Instances.HasReady;
            if (!Entities.TryRunNext() && !Instances.TryRunNext()) return true;
        }
        return true;
    }

    /// <summary>Checks what the turn did, when the options ask for it.</summary>
    public void CheckTurn(bool drained)
    {
        if (_checker is null) return;
        StateValidator.Check(State);
        _checker.Check(State, Batch.Frame);
        if (drained && IsRunning && State.Instances.Values.FirstOrDefault(i => i.IsRunnable && WhyHeld(i) is null) is { } forgotten)
            throw new EngineInvariantException($"'{forgotten.Id}' has messages and is not run.");
    }

    private void Fire(Alarm alarm)
    {
        switch (alarm)
        {
            case InstanceTimer timer:
                Instances.Fire(timer);
                break;
            case DelayedStart start:
                Instances.Fire(start);
                break;
            case DelayedSignal signal:
                Entities.Fire(signal);
                break;
        }
    }
}

/// <summary>An activity answered.</summary>
internal sealed class ActivityEnded(ActivityCall call, string? result, FailureDetails? failure) : Input
{
    public override void Execute(Hub hub) =>
        hub.Instances.Answer(
            call.Instance, call.Execution, call.Call.Sequence, failure is null ? new CallCompleted(call.Call.Sequence, result) : new CallFailed(call.Call.Sequence, failure));
}

/// <summary>The code of a run went on outside of its steps.</summary>
internal sealed class ForeignContinuation(OrchestrationRun run) : Input
{
    public override void Execute(Hub hub) => hub.Instances.Expel(run);
}
