using Serverless.Durable;

namespace Serverless.Engine.Records;

/// <summary>Numbers in the log; they only grow.</summary>
internal enum RecordKind : byte
{
    InstanceCreated = 1,
    MessageReceived = 2,
    Stepped = 3,
    Suspended = 4,
    Resumed = 5,
    Terminated = 6,
    Purged = 7,
    EntityStored = 8,
    SignalDelayed = 9,
    SignalDue = 10,

    /// <summary><see cref="InstanceCreated"/> with the number of its first execution.</summary>
    InstanceCreatedAs = 11,
}

/// <summary>One change of one instance or entity. Applying it edits that one's state and nothing else.</summary>
internal abstract record LogRecord
{
    public abstract RecordKind Kind { get; }

    public void Write(RecordBuffer to)
    {
        to.Byte((byte)Kind);
        WriteBody(to);
    }

    public static LogRecord Read(ref RecordReader from)
    {
        var kind = (RecordKind)from.Byte();
        return kind switch
        {
            RecordKind.InstanceCreated => InstanceCreated.ReadBody(ref from),
            RecordKind.InstanceCreatedAs => InstanceCreated.ReadBody(ref from) with { Execution = from.Int() },
            RecordKind.MessageReceived => new MessageReceived(from.InstanceId(), Message.Read(ref from)),
            RecordKind.Stepped => Stepped.ReadBody(ref from),
            RecordKind.Suspended => new Suspended(from.InstanceId(), from.Time(), from.TextOrNull()),
            RecordKind.Resumed => new Resumed(from.InstanceId(), from.Time(), from.TextOrNull()),
            RecordKind.Terminated => new Terminated(from.InstanceId(), from.Time(), from.TextOrNull()),
            RecordKind.Purged => new Purged(from.InstanceId()),
            RecordKind.EntityStored => EntityStored.ReadBody(ref from),
            RecordKind.SignalDelayed => new SignalDelayed(from.EntityId(), from.Long(), from.Time(), EntityMessage.Read(ref from)),
            RecordKind.SignalDue => new SignalDue(from.EntityId(), from.Long()),
            _ => throw new RecordFormatException($"record kind {(byte)kind} is unknown"),
        };
    }

    protected abstract void WriteBody(RecordBuffer to);
}

/// <summary>A record about one orchestration instance.</summary>
internal abstract record InstanceRecord(InstanceId Instance) : LogRecord;

/// <summary>A record about one entity.</summary>
internal abstract record EntityRecord(EntityId Entity) : LogRecord;
