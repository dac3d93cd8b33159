using Serverless.Durable;
using Serverless.Engine.Instances;
using Serverless.Engine.Orchestrations;
using Serverless.Engine.Records;

namespace Serverless.Engine.Dispatch;

/// <param name="At">The step's time.</param>
/// <param name="Consumed">Messages that it took.</param>
/// <param name="Actions">What the code decided.</param>
internal sealed record StepResult(DateTimeOffset At, int Consumed, IReadOnlyList<StepAction> Actions);

/// <summary>Lets the code of one instance take one step over all that lies in its inbox.</summary>
internal sealed class StepRunner(EmbeddedEngineOptions options, RunServices services)
{
    /// <param name="instance">Runnable.</param>
    /// <param name="run">Its live code; replayed into being when null. Null afterwards when it is of no more use.</param>
    /// <param name="now">The wall clock.</param>
    public StepResult Run(Instance instance, ref OrchestrationRun? run, DateTimeOffset now)
    {
        // Nothing is delivered while a step runs.
        var messages = instance.Inbox;
        var at = TimeOf(instance, messages, now);
        if (instance.HistoryEvents > options.MaxHistoryEvents) return Fail(instance, ref run, at, new HistoryTooLongException(instance.Id, options.MaxHistoryEvents));
        if (run is null)
        {
            run = new OrchestrationRun(instance, services);
            if (run.Replay(instance.History) is { } divergence) return Fail(instance, ref run, at, divergence);
        }
        var actions = run.Step(at, messages);
        if (instance.HistoryEvents + actions.Count > options.MaxHistoryEvents && !IsOutcome(actions))
            return Fail(instance, ref run, at, new HistoryTooLongException(instance.Id, options.MaxHistoryEvents));
        return new StepResult(at, messages.Count, actions);
    }

    private static bool IsOutcome(IReadOnlyList<StepAction> actions) => actions is [.., Complete or Records.Fail or ContinueAsNew];

    /// <summary>Never before the last step, and never before a timer that fires in it, whatever the clock says.</summary>
    private static DateTimeOffset TimeOf(Instance instance, IReadOnlyList<Message> messages, DateTimeOffset now)
    {
        var at = now > instance.LastStepAt ? now : instance.LastStepAt;
        foreach (var message in messages)
        {
            if (message is TimerFired { Due: var due } && due > at) at = due;
        }
        return at;
    }

    private static StepResult Fail(Instance instance, ref OrchestrationRun? run, DateTimeOffset at, Exception why)
    {
        run = null;
        return new StepResult(at, instance.Inbox.Count, [new Fail(FailureDetails.From(why))]);
    }
}

/// <summary>An orchestration's history passed the limit.</summary>
public sealed class HistoryTooLongException(InstanceId instance, int limit)
    : Exception($"The history of orchestration '{instance}' has more than {limit:N0} events. Let one activity do more, split the work over sub-orchestrations, or use ContinueAsNew."), INonRetriable;
