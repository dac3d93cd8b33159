using Serverless.Durable;

namespace Serverless.Engine.Records;

/// <summary>Who waits for an instance's end.</summary>
/// <param name="Instance">The calling orchestration.</param>
/// <param name="Execution">Which of its executions; an answer to an earlier one is dropped.</param>
/// <param name="Sequence">Number of the call.</param>
internal sealed record Caller(InstanceId Instance, int Execution, int Sequence)
{
    public static void Write(RecordBuffer to, Caller? caller)
    {
        to.Bool(caller is not null);
        if (caller is null) return;
        to.Id(caller.Instance);
        to.Int(caller.Execution);
        to.Int(caller.Sequence);
    }

    public static Caller? Read(ref RecordReader from) => from.Bool() ? new Caller(from.InstanceId(), from.Int(), from.Int()) : null;
}

internal sealed record InstanceCreated(InstanceId Instance, LogicName Name, string? Input, DateTimeOffset At, DateTimeOffset? StartAt, Caller? Parent)
    : InstanceRecord(Instance)
{
    /// <summary>A number that no execution of the hub had before. 0 in logs of before: there an id that came again had the executions of the one before.</summary>
    public int Execution { get; init; }

    public override RecordKind Kind => Execution == 0 ? RecordKind.InstanceCreated : RecordKind.InstanceCreatedAs;

    public static InstanceCreated ReadBody(ref RecordReader from) =>
        new(from.InstanceId(), from.LogicName(), from.TextOrNull(), from.Time(), from.TimeOrNull(), Caller.Read(ref from));

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Instance);
        to.Name(Name);
        to.Text(Input);
        to.Time(At);
        to.Time(StartAt);
        Caller.Write(to, Parent);
        if (Execution != 0) to.Int(Execution);
    }
}

/// <summary>A message lies in the instance's inbox until a step consumes it.</summary>
internal sealed record MessageReceived(InstanceId Instance, Message Message) : InstanceRecord(Instance)
{
    public override RecordKind Kind => RecordKind.MessageReceived;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Instance);
        Message.Write(to);
    }
}

/// <summary>The code ran once: it consumed messages and decided actions.</summary>
/// <param name="Instance">Whose code.</param>
/// <param name="At">What the code saw as the time.</param>
/// <param name="Consumed">Messages taken from the front of the inbox.</param>
/// <param name="Actions">Decisions, in order.</param>
internal sealed record Stepped(InstanceId Instance, DateTimeOffset At, int Consumed, IReadOnlyList<StepAction> Actions) : InstanceRecord(Instance)
{
    public override RecordKind Kind => RecordKind.Stepped;

    public static Stepped ReadBody(ref RecordReader from)
    {
        var instance = from.InstanceId();
        var at = from.Time();
        var consumed = from.Int();
        var actions = new StepAction[from.Count()];
        for (var i = 0; i < actions.Length; i++) actions[i] = StepAction.Read(ref from);
        return new Stepped(instance, at, consumed, actions);
    }

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Instance);
        to.Time(At);
        to.Int(Consumed);
        to.Int(Actions.Count);
        foreach (var action in Actions) action.Write(to);
    }
}

internal sealed record Suspended(InstanceId Instance, DateTimeOffset At, string? Reason) : InstanceRecord(Instance)
{
    public override RecordKind Kind => RecordKind.Suspended;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Instance);
        to.Time(At);
        to.Text(Reason);
    }
}

internal sealed record Resumed(InstanceId Instance, DateTimeOffset At, string? Reason) : InstanceRecord(Instance)
{
    public override RecordKind Kind => RecordKind.Resumed;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Instance);
        to.Time(At);
        to.Text(Reason);
    }
}

internal sealed record Terminated(InstanceId Instance, DateTimeOffset At, string? Reason) : InstanceRecord(Instance)
{
    public override RecordKind Kind => RecordKind.Terminated;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Instance);
        to.Time(At);
        to.Text(Reason);
    }
}

internal sealed record Purged(InstanceId Instance) : InstanceRecord(Instance)
{
    public override RecordKind Kind => RecordKind.Purged;

    protected override void WriteBody(RecordBuffer to) => to.Id(Instance);
}
