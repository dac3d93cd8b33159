using Serverless.Durable;

namespace Serverless.Engine.Records;

/// <summary>Numbers in the log; they only grow.</summary>
internal enum ActionKind : byte
{
    CallActivity = 1,
    CreateTimer = 2,
    CancelTimer = 3,
    CallOrchestration = 4,
    CallEntity = 5,
    SignalEntity = 6,
    SendEvent = 7,
    SetStatus = 8,
    Complete = 9,
    Fail = 10,
    ContinueAsNew = 11,
}

/// <summary>One decision of an orchestrator's code in a step.</summary>
internal abstract record StepAction
{
    public abstract ActionKind Kind { get; }

    /// <summary>In words, for the message about non-determinism: what a replay must do again.</summary>
    public abstract string Identity { get; }

    public void Write(RecordBuffer to)
    {
        to.Byte((byte)Kind);
        WriteBody(to);
    }

    public static StepAction Read(ref RecordReader from)
    {
        var kind = (ActionKind)from.Byte();
        return kind switch
        {
            ActionKind.CallActivity => new CallActivity(from.Int(), from.Text(), from.TextOrNull()),
            ActionKind.CreateTimer => new CreateTimer(from.Int(), from.Time()),
            ActionKind.CancelTimer => new CancelTimer(from.Int()),
            ActionKind.CallOrchestration => new CallOrchestration(from.Int(), from.InstanceId(), from.LogicName(), from.TextOrNull()),
            ActionKind.CallEntity => new CallEntity(from.Int(), from.EntityId(), from.Text(), from.TextOrNull()),
            ActionKind.SignalEntity => new SignalEntity(from.EntityId(), from.Text(), from.TextOrNull(), from.TimeOrNull()),
            ActionKind.SendEvent => new SendEvent(from.InstanceId(), from.Text(), from.TextOrNull()),
            ActionKind.SetStatus => new SetStatus(from.TextOrNull()),
            ActionKind.Complete => new Complete(from.TextOrNull()),
            ActionKind.Fail => new Fail(from.Failure() ?? throw new RecordFormatException("failure missing")),
            ActionKind.ContinueAsNew => ContinueAsNew.ReadBody(ref from),
            _ => throw new RecordFormatException($"action kind {(byte)kind} is unknown"),
        };
    }

    protected abstract void WriteBody(RecordBuffer to);
}

/// <summary>An action that something will answer: it is outstanding until a message with its number comes.</summary>
internal abstract record AwaitedAction(int Sequence) : StepAction;

internal sealed record CallActivity(int Sequence, string Name, string? Input) : AwaitedAction(Sequence)
{
    public override ActionKind Kind => ActionKind.CallActivity;

    public override string Identity => $"activity '{Name}'";

    protected override void WriteBody(RecordBuffer to)
    {
        to.Int(Sequence);
        to.Text(Name);
        to.Text(Input);
    }
}

internal sealed record CreateTimer(int Sequence, DateTimeOffset Due) : AwaitedAction(Sequence)
{
    public override ActionKind Kind => ActionKind.CreateTimer;

    public override string Identity => "a timer";

    protected override void WriteBody(RecordBuffer to)
    {
        to.Int(Sequence);
        to.Time(Due);
    }
}

internal sealed record CancelTimer(int Sequence) : StepAction
{
    public override ActionKind Kind => ActionKind.CancelTimer;

    public override string Identity => $"the cancellation of timer {Sequence}";

    protected override void WriteBody(RecordBuffer to) => to.Int(Sequence);
}

internal sealed record CallOrchestration(int Sequence, InstanceId Instance, LogicName Name, string? Input) : AwaitedAction(Sequence)
{
    public override ActionKind Kind => ActionKind.CallOrchestration;

    public override string Identity => $"orchestration '{Name}' as '{Instance}'";

    protected override void WriteBody(RecordBuffer to)
    {
        to.Int(Sequence);
        to.Id(Instance);
        to.Name(Name);
        to.Text(Input);
    }
}

internal sealed record CallEntity(int Sequence, EntityId Entity, string Operation, string? Input) : AwaitedAction(Sequence)
{
    public override ActionKind Kind => ActionKind.CallEntity;

    public override string Identity => $"a call of '{Operation}' on entity '{Entity}'";

    protected override void WriteBody(RecordBuffer to)
    {
        to.Int(Sequence);
        to.Id(Entity);
        to.Text(Operation);
        to.Text(Input);
    }
}

internal sealed record SignalEntity(EntityId Entity, string Operation, string? Input, DateTimeOffset? Due) : StepAction
{
    public override ActionKind Kind => ActionKind.SignalEntity;

    public override string Identity => $"a signal '{Operation}' to entity '{Entity}'";

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Entity);
        to.Text(Operation);
        to.Text(Input);
        to.Time(Due);
    }
}

internal sealed record SendEvent(InstanceId Instance, string Name, string? Payload) : StepAction
{
    public override ActionKind Kind => ActionKind.SendEvent;

    public override string Identity => $"event '{Name}' to '{Instance}'";

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Instance);
        to.Text(Name);
        to.Text(Payload);
    }
}

internal sealed record SetStatus(string? Status) : StepAction
{
    public override ActionKind Kind => ActionKind.SetStatus;

    public override string Identity => "a custom status";

    protected override void WriteBody(RecordBuffer to) => to.Text(Status);
}
