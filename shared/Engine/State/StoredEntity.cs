using Serverless.Durable;
using Serverless.Engine.Records;

namespace Serverless.Engine.State;

/// <summary>One entity as the log describes it.</summary>
internal sealed class StoredEntity(EntityId id)
{
    public EntityId Id { get; } = id;

    /// <summary>JSON; null: no state.</summary>
    public string? State { get; set; }

    /// <summary>Operations that came and did not run yet, in order.</summary>
    public Queue<EntityMessage> Inbox { get; } = new();

    /// <summary>Signals that wait for their time, by number.</summary>
    public SortedDictionary<long, SignalDelayed> Delayed { get; } = [];

    /// <summary>Whether the record before this turn held an inbox; the dispatcher's note, no part of the state.</summary>
    public bool HadInbox { get; set; }

    public long NextSignal { get; private set; } = 1;

    public bool IsEmpty => State is null && Inbox.Count == 0 && Delayed.Count == 0;

    public void Apply(EntityRecord record)
    {
        switch (record)
        {
            case EntityStored stored:
                State = stored.State;
                Inbox.Clear();
                foreach (var message in stored.Inbox) Inbox.Enqueue(message);
                break;
            case SignalDelayed delayed:
                Delayed.Add(delayed.Number, delayed);
                NextSignal = delayed.Number + 1;
                break;
            case SignalDue due:
                if (Delayed.Remove(due.Number, out var signal)) Inbox.Enqueue(signal.Message);
                break;
        }
    }

    public void Write(RecordBuffer to)
    {
        to.Id(Id);
        to.Text(State);
        to.Int(Inbox.Count);
        foreach (var message in Inbox) message.Write(to);
        to.Long(NextSignal);
        to.Int(Delayed.Count);
        foreach (var delayed in Delayed.Values)
        {
            to.Long(delayed.Number);
            to.Time(delayed.Due);
            delayed.Message.Write(to);
        }
    }

    public static StoredEntity Read(ref RecordReader from)
    {
        var entity = new StoredEntity(from.EntityId()) { State = from.TextOrNull() };
        for (var count = from.Count(); count > 0; count--) entity.Inbox.Enqueue(EntityMessage.Read(ref from));
        entity.NextSignal = from.Long();
        for (var count = from.Count(); count > 0; count--)
        {
            var number = from.Long();
            entity.Delayed.Add(number, new SignalDelayed(entity.Id, number, from.Time(), EntityMessage.Read(ref from)));
        }
        return entity;
    }
}
