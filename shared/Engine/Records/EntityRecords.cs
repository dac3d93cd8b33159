using Serverless.Durable;

namespace Serverless.Engine.Records;

/// <summary>One message to an entity.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Input">JSON or null.</param>
/// <param name="Caller">Who waits for an answer; null for a signal.</param>
internal sealed record EntityMessage(string Operation, string? Input, Caller? Caller)
{
    public void Write(RecordBuffer to)
    {
        to.Text(Operation);
        to.Text(Input);
        Caller.Write(to, Caller);
    }

    public static EntityMessage Read(ref RecordReader from) => new(from.Text(), from.TextOrNull(), Caller.Read(ref from));
}

/// <summary>
/// An entity as it stands after all operations of one batch: written once a batch however many ran. No state and no inbox: it does not exist.
/// </summary>
internal sealed record EntityStored(EntityId Entity, string? State, IReadOnlyList<EntityMessage> Inbox) : EntityRecord(Entity)
{
    public override RecordKind Kind => RecordKind.EntityStored;

    public static EntityStored ReadBody(ref RecordReader from)
    {
        var entity = from.EntityId();
        var state = from.TextOrNull();
        var inbox = new EntityMessage[from.Count()];
        for (var i = 0; i < inbox.Length; i++) inbox[i] = EntityMessage.Read(ref from);
        return new EntityStored(entity, state, inbox);
    }

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Entity);
        to.Text(State);
        to.Int(Inbox.Count);
        foreach (var message in Inbox) message.Write(to);
    }
}

/// <summary>A signal that waits for its time.</summary>
/// <param name="Entity">To whom.</param>
/// <param name="Number">Unique in the entity.</param>
/// <param name="Due">When.</param>
/// <param name="Message">What.</param>
internal sealed record SignalDelayed(EntityId Entity, long Number, DateTimeOffset Due, EntityMessage Message) : EntityRecord(Entity)
{
    public override RecordKind Kind => RecordKind.SignalDelayed;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Entity);
        to.Long(Number);
        to.Time(Due);
        Message.Write(to);
    }
}

/// <summary>A delayed signal moved to the inbox.</summary>
internal sealed record SignalDue(EntityId Entity, long Number) : EntityRecord(Entity)
{
    public override RecordKind Kind => RecordKind.SignalDue;

    protected override void WriteBody(RecordBuffer to)
    {
        to.Id(Entity);
        to.Long(Number);
    }
}
