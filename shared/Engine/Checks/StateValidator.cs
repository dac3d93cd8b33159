using Serverless.Durable;
using Serverless.Engine.Instances;
using Serverless.Engine.Records;
using Serverless.Engine.State;

namespace Serverless.Engine.Checks;

/// <summary>The invariants of one instance and of the state as a whole (docs/architecture/engine.md), checked after each step in tests.</summary>
internal static class StateValidator
{
    /// <exception cref="EngineInvariantException">One does not hold.</exception>
    public static void Check(HubState state)
    {
        Hold(state.Ids.Count == state.Instances.Count, "hub", "every instance has its place in the order of ids");
        Hold(state.Finished == state.Instances.Values.Count(i => i.End is not null), "hub", "finished instances are counted");
        foreach (var instance in state.Instances.Values) Check(instance);
        foreach (var entity in state.Entities.Values) Hold(!entity.IsEmpty, entity.Id.ToString(), "an entity without state, inbox and delayed signals is not kept");
    }

    public static void Check(Instance instance)
    {
        var id = instance.Id.Value;
        if (instance.End is not null)
        {
            Hold(instance.Inbox.Count + instance.History.Count + instance.Outstanding.Count == 0, id, "a finished instance keeps no history");
            Hold((instance.Failure is not null) == (instance.End == InstanceStatus.Failed), id, "only a failed instance has a failure");
            return;
        }
        var inHistory = instance.History.Sum(s => s.Messages.Count + s.Actions.Count);
        Hold(instance.HistoryEvents == inHistory + instance.Inbox.Count, id, "events are counted");
        Hold(instance.History.Count == 0 || instance.History[^1].At <= instance.LastStepAt, id, "time does not run backwards");
        Hold(instance.StartAt is null || instance.History.Count == 0, id, "no step before the start");
        var answered = instance.History.SelectMany(s => s.Messages).Concat(instance.Inbox).Select(SequenceOf).OfType<int>().ToList();
        Hold(answered.Distinct().Count() == answered.Count, id, "no call is answered twice");
        var asked = instance.History.SelectMany(s => s.Actions).OfType<AwaitedAction>().Select(a => a.Sequence).ToList();
        Hold(asked.Distinct().Count() == asked.Count, id, "no number is used twice");
        var cancelled = instance.History.SelectMany(s => s.Actions).OfType<CancelTimer>().Select(c => c.Sequence);
        Hold(asked.Except(answered).Except(cancelled).ToHashSet().SetEquals(instance.Outstanding.Keys), id, "outstanding is what was asked, not answered and not cancelled");
    }

    private static int? SequenceOf(Message message) => message switch
    {
        CallCompleted completed => completed.Sequence,
        CallFailed failed => failed.Sequence,
        TimerFired fired => fired.Sequence,
        _ => null,
    };

    private static void Hold(bool holds, string id, string invariant)
    {
        if (!holds) throw new EngineInvariantException($"'{id}' breaks an invariant: {invariant}.");
    }
}

/// <summary>A fault of the engine itself, found by its own checks.</summary>
public sealed class EngineInvariantException(string message) : Exception(message);
