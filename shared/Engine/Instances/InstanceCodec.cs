using Serverless.Durable;
using Serverless.Engine.Records;

namespace Serverless.Engine.Instances;

/// <summary>An instance as bytes, in snapshots and archives and for the check of replay as algebra.</summary>
internal static class InstanceCodec
{
    public static void Write(RecordBuffer to, Instance instance)
    {
        to.Id(instance.Id);
        to.Name(instance.Name);
        to.Text(instance.Input);
        to.Time(instance.CreatedAt);
        to.Time(instance.UpdatedAt);
        to.Time(instance.LastStepAt);
        to.Time(instance.StartAt);
        Caller.Write(to, instance.Parent);
        // One number, in which the second half is missing where it is 0: as it was written before there was one.
        to.UInt((ulong)(uint)instance.FirstExecution << 32 | (uint)instance.Generation);
        to.Bool(instance.IsSuspended);
        to.Byte((byte)(instance.End ?? InstanceStatus.Pending));
        to.Text(instance.Output);
        to.Text(instance.CustomStatus);
        to.Failure(instance.Failure);
        to.Int(instance.HistoryEvents);
        to.Int(instance.Inbox.Count);
        foreach (var message in instance.Inbox) message.Write(to);
        to.Int(instance.History.Count);
        foreach (var step in instance.History) WriteStep(to, step);
        to.Int(instance.Outstanding.Count);
        foreach (var sequence in instance.Outstanding.Keys.Order()) instance.Outstanding[sequence].Write(to);
        to.Int(instance.Children.Count);
        foreach (var child in instance.Children) to.Id(child);
    }

    public static Instance Read(ref RecordReader from)
    {
        var id = from.InstanceId();
        var name = from.LogicName();
        var (input, createdAt, updatedAt, lastStepAt, startAt, parent, executions) =
            (from.TextOrNull(), from.Time(), from.Time(), from.Time(), from.TimeOrNull(), Caller.Read(ref from), from.UInt());
        var parts = new Instance.Parts(
            input, createdAt, updatedAt, lastStepAt, startAt, parent, (int)(uint)executions, (int)(uint)(executions >> 32),
            from.Bool(), ReadEnd(ref from), from.TextOrNull(), from.TextOrNull(), from.Failure(), from.Int(),
            ReadMessages(ref from), ReadHistory(ref from), ReadOutstanding(ref from), ReadChildren(ref from));
        return Instance.From(id, name, parts);
    }

    private static InstanceStatus? ReadEnd(ref RecordReader from)
    {
        var end = (InstanceStatus)from.Byte();
        return end switch
        {
            InstanceStatus.Pending => null,
            InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated => end,
            _ => throw new RecordFormatException($"{(int)end} is no end"),
        };
    }

    private static void WriteStep(RecordBuffer to, HistoryStep step)
    {
        to.Time(step.At);
        to.Int(step.Messages.Count);
        foreach (var message in step.Messages) message.Write(to);
        to.Int(step.Actions.Count);
        foreach (var action in step.Actions) action.Write(to);
    }

    private static Message[] ReadMessages(ref RecordReader from)
    {
        var messages = new Message[from.Count()];
        for (var i = 0; i < messages.Length; i++) messages[i] = Message.Read(ref from);
        return messages;
    }

    private static HistoryStep[] ReadHistory(ref RecordReader from)
    {
        var steps = new HistoryStep[from.Count()];
        for (var i = 0; i < steps.Length; i++)
        {
            var at = from.Time();
            var messages = ReadMessages(ref from);
            var actions = new StepAction[from.Count()];
            for (var j = 0; j < actions.Length; j++) actions[j] = StepAction.Read(ref from);
            steps[i] = new HistoryStep(at, messages, actions);
        }
        return steps;
    }

    private static AwaitedAction[] ReadOutstanding(ref RecordReader from)
    {
        var outstanding = new AwaitedAction[from.Count()];
        for (var i = 0; i < outstanding.Length; i++)
            outstanding[i] = StepAction.Read(ref from) as AwaitedAction ?? throw new RecordFormatException("an action that is not awaited is outstanding");
        return outstanding;
    }

    private static InstanceId[] ReadChildren(ref RecordReader from)
    {
        var children = new InstanceId[from.Count()];
        for (var i = 0; i < children.Length; i++) children[i] = from.InstanceId();
        return children;
    }
}
