using Serverless.Durable;
using Serverless.Engine.Records;

namespace Serverless.Engine.Instances;

/// <summary>One step as it was recorded: replaying gives the code the same messages at the same time and expects the same actions.</summary>
internal sealed record HistoryStep(DateTimeOffset At, IReadOnlyList<Message> Messages, IReadOnlyList<StepAction> Actions);

/// <summary>
/// One orchestration as the log describes it. Changed by <see cref="Apply"/> alone, so that it is the same after recovery.
/// </summary>
internal sealed class Instance(InstanceId id, LogicName name)
{
    private readonly List<Message> _inbox = [];
    private readonly List<HistoryStep> _history = [];
    private readonly Dictionary<int, AwaitedAction> _outstanding = [];
    private readonly List<InstanceId> _children = [];
    private DateTimeOffset _lastStepAt;

    public InstanceId Id { get; } = id;

    public LogicName Name { get; } = name;

    public string? Input { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Set while the start lies in the future.</summary>
    public DateTimeOffset? StartAt { get; private set; }

    public Caller? Parent { get; private set; }

    /// <summary>Counts continue-as-new.</summary>
    public int Generation { get; private set; }

    /// <summary>Number of the execution with which it was created.</summary>
    public int FirstExecution { get; private set; }

    /// <summary>
    /// Who asks for an answer: no other execution of this id has the number, neither another generation nor an instance that had the id before and was purged.
    /// Answers to another one are dropped.
    /// </summary>
    public int Execution => FirstExecution + Generation;

    public bool IsSuspended { get; private set; }

    /// <summary>Completed, Failed or Terminated; null while it runs.</summary>
    public InstanceStatus? End { get; private set; }

    public string? Output { get; private set; }

    public string? CustomStatus { get; private set; }

    public FailureDetails? Failure { get; private set; }

    /// <summary>Messages and actions of this generation, and messages not consumed yet.</summary>
    public int HistoryEvents { get; private set; }

    public IReadOnlyList<Message> Inbox => _inbox;

    public IReadOnlyList<HistoryStep> History => _history;

    public IReadOnlyDictionary<int, AwaitedAction> Outstanding => _outstanding;

    public IReadOnlyList<InstanceId> Children => _children;

    /// <summary>Time never runs backwards for one instance, whatever the clock does.</summary>
    public DateTimeOffset LastStepAt => _lastStepAt;

    public InstanceStatus Status =>
        End ?? (IsSuspended ? InstanceStatus.Suspended : _history.Count > 0 || Generation > 0 ? InstanceStatus.Running : InstanceStatus.Pending);

    /// <summary>Whether a step has something to do.</summary>
    public bool IsRunnable => End is null && !IsSuspended && StartAt is null && _inbox.Count > 0;

    public static Instance Create(InstanceCreated record)
    {
        var instance = new Instance(record.Instance, record.Name)
        {
            Input = record.Input,
            CreatedAt = record.At,
            UpdatedAt = record.At,
            StartAt = record.StartAt,
            Parent = record.Parent,
            FirstExecution = record.Execution,
        };
        if (record.StartAt is null) instance.Receive(ExecutionStarted.Instance);
        return instance;
    }

    public void Apply(InstanceRecord record)
    {
        switch (record)
        {
            case MessageReceived received:
                Receive(received.Message);
                break;
            case Stepped stepped:
                Step(stepped);
                break;
            case Suspended suspended when End is null:
                IsSuspended = true;
                UpdatedAt = suspended.At;
                break;
            case Resumed resumed when End is null:
                IsSuspended = false;
                UpdatedAt = resumed.At;
                break;
            case Terminated terminated when End is null:
                Output = DurableJson.Write(terminated.Reason, "The reason");
                Finish(InstanceStatus.Terminated, terminated.At);
                break;
        }
    }

    public void Write(RecordBuffer to) => InstanceCodec.Write(to, this);

    private void Receive(Message message)
    {
        if (End is not null) return;
        switch (message)
        {
            case ExecutionStarted:
                StartAt = null;
                // Events that came before the start wait behind it.
                _inbox.Insert(0, message);
                HistoryEvents++;
                return;
            case CallCompleted { Sequence: var sequence }:
                _outstanding.Remove(sequence);
                break;
            case CallFailed { Sequence: var sequence }:
                _outstanding.Remove(sequence);
                break;
            case TimerFired { Sequence: var sequence }:
                _outstanding.Remove(sequence);
                break;
        }
        _inbox.Add(message);
        HistoryEvents++;
    }

    private void Step(Stepped step)
    {
        UpdatedAt = step.At;
        _lastStepAt = step.At;
        Message[] consumed = step.Consumed == _inbox.Count ? [.. _inbox] : [.. _inbox.Take(step.Consumed)];
        _inbox.RemoveRange(0, step.Consumed);
        _history.Add(new HistoryStep(step.At, consumed, step.Actions));
        HistoryEvents += step.Actions.Count;
        foreach (var action in step.Actions) Decide(action, step.At);
    }

    private void Decide(StepAction action, DateTimeOffset at)
    {
        switch (action)
        {
            case AwaitedAction awaited:
                _outstanding.Add(awaited.Sequence, awaited);
                if (awaited is CallOrchestration child) _children.Add(child.Instance);
                break;
            case CancelTimer cancel:
                _outstanding.Remove(cancel.Sequence);
                break;
            case SetStatus status:
                CustomStatus = status.Status;
                break;
            case Complete complete:
                Output = complete.Output;
                Finish(InstanceStatus.Completed, at);
                break;
            case Fail fail:
                Failure = fail.Failure;
                Finish(InstanceStatus.Failed, at);
                break;
            case ContinueAsNew again:
                Restart(again);
                break;
        }
    }

    private void Restart(ContinueAsNew again)
    {
        Generation++;
        Input = again.Input;
        _history.Clear();
        _outstanding.Clear();
        // Only events survive: an answer to the old generation means nothing to the new one.
        _inbox.RemoveAll(m => m is not EventRaised);
        _inbox.InsertRange(0, again.Carried);
        _inbox.Insert(0, ExecutionStarted.Instance);
        HistoryEvents = _inbox.Count;
    }

    private void Finish(InstanceStatus end, DateTimeOffset at)
    {
        End = end;
        UpdatedAt = at;
        StartAt = null;
        IsSuspended = false;
        _history.Clear();
        _inbox.Clear();
        _outstanding.Clear();
        HistoryEvents = 0;
        _history.TrimExcess();
        _inbox.TrimExcess();
        _outstanding.TrimExcess();
    }

    /// <summary>The codec rebuilds an instance without replaying its records.</summary>
    internal sealed record Parts(
        string? Input, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset LastStepAt, DateTimeOffset? StartAt, Caller? Parent, int Generation, int FirstExecution,
        bool IsSuspended, InstanceStatus? End, string? Output, string? CustomStatus, FailureDetails? Failure, int HistoryEvents,
        Message[] Inbox, HistoryStep[] History, AwaitedAction[] Outstanding, InstanceId[] Children);

    internal static Instance From(InstanceId id, LogicName name, Parts parts)
    {
        var instance = new Instance(id, name)
        {
            Input = parts.Input,
            CreatedAt = parts.CreatedAt,
            UpdatedAt = parts.UpdatedAt,
            _lastStepAt = parts.LastStepAt,
            StartAt = parts.StartAt,
            Parent = parts.Parent,
            Generation = parts.Generation,
            FirstExecution = parts.FirstExecution,
            IsSuspended = parts.IsSuspended,
            End = parts.End,
            Output = parts.Output,
            CustomStatus = parts.CustomStatus,
            Failure = parts.Failure,
            HistoryEvents = parts.HistoryEvents,
        };
        instance._inbox.AddRange(parts.Inbox);
        instance._history.AddRange(parts.History);
        foreach (var awaited in parts.Outstanding) instance._outstanding.Add(awaited.Sequence, awaited);
        instance._children.AddRange(parts.Children);
        return instance;
    }
}
