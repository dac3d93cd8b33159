using Serverless.Durable;

namespace Serverless.Engine.Records;

/// <summary>Numbers in the log; they only grow.</summary>
internal enum MessageKind : byte
{
    Started = 1,
    CallCompleted = 2,
    CallFailed = 3,
    TimerFired = 4,
    EventRaised = 5,
}

/// <summary>What an orchestration receives and later consumes in a step.</summary>
internal abstract record Message
{
    public abstract MessageKind Kind { get; }

    public void Write(RecordBuffer to)
    {
        to.Byte((byte)Kind);
        WriteBody(to);
    }

    public static Message Read(ref RecordReader from)
    {
        var kind = (MessageKind)from.Byte();
        return kind switch
        {
            MessageKind.Started => ExecutionStarted.Instance,
            MessageKind.CallCompleted => new CallCompleted(from.Int(), from.TextOrNull()),
            MessageKind.CallFailed => new CallFailed(from.Int(), from.Failure() ?? throw new RecordFormatException("failure missing")),
            MessageKind.TimerFired => new TimerFired(from.Int(), from.Time()),
            MessageKind.EventRaised => new EventRaised(from.Text(), from.TextOrNull()),
            _ => throw new RecordFormatException($"message kind {(byte)kind} is unknown"),
        };
    }

    protected abstract void WriteBody(RecordBuffer to);
}

/// <summary>The code may start.</summary>
internal sealed record ExecutionStarted : Message
{
    public static ExecutionStarted Instance { get; } = new();

    public override MessageKind Kind => MessageKind.Started;

    protected override void WriteBody(RecordBuffer to)
    {
    }
}

/// <summary>An activity, child orchestration or entity answered.</summary>
/// <param name="Sequence">Number of the action that asked.</param>
/// <param name="Result">JSON or null.</param>
internal sealed record CallCompleted(int Sequence, string? Result) : Message
{
    public override MessageKind Kind => MessageKind.CallCompleted;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Int(Sequence);
        to.Text(Result);
    }
}

/// <inheritdoc cref="CallCompleted"/>
internal sealed record CallFailed(int Sequence, FailureDetails Failure) : Message
{
    public override MessageKind Kind => MessageKind.CallFailed;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Int(Sequence);
        to.Failure(Failure);
    }
}

/// <param name="Sequence">Number of the action that made the timer.</param>
/// <param name="Due">The step that consumes it sees no earlier time.</param>
internal sealed record TimerFired(int Sequence, DateTimeOffset Due) : Message
{
    public override MessageKind Kind => MessageKind.TimerFired;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Int(Sequence);
        to.Time(Due);
    }
}

internal sealed record EventRaised(string Name, string? Payload) : Message
{
    public override MessageKind Kind => MessageKind.EventRaised;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Text(Name);
        to.Text(Payload);
    }
}
