using Serverless.Durable;
using Serverless.Jobs;

namespace Serverless.Logic.Stages;

/// <summary>How a driver hears that it is to stop.</summary>
/// <param name="Requested">Completes when somebody asked to cancel.</param>
/// <param name="Stop">Called then: what has not started is to end.</param>
/// <param name="GracePeriod">Starts the time that is left to what runs; what has not ended by then is given up.</param>
internal sealed record DriverCancellation(Task Requested, Action Stop, Func<Task> GracePeriod);

/// <summary>
/// Performs the commands of a <see cref="StageMachine"/> inside an orchestrator and feeds it what came back. Deterministic: ends are taken in the order
/// of the history, and those of one step by item.
/// </summary>
internal sealed class StageDriver<TResult>(StageGraph graph, StageRules rules)
{
    private readonly StageMachine _machine = new(graph, rules);
    private readonly SortedDictionary<int, (int Attempt, Task<TResult?> Task)> _running = [];

    /// <param name="start">Starts an attempt at an item. A task that fails is a lost attempt: the one who runs items reports their own failures as results.</param>
    /// <param name="ended">Reads an item's result.</param>
    /// <param name="lost">Hears of an item whose last attempt was lost.</param>
    /// <param name="settle">Called when everything that can start has been started, before the driver waits.</param>
    /// <param name="cancel">Null: only items tell of a cancellation.</param>
    public async Task<StageOutcome> RunAsync(
        Func<int, int, Task<TResult?>> start,
        Func<int, int, TResult, UnitEnd> ended,
        Action<int, int, FailureDetails> lost,
        Action? settle = null,
        DriverCancellation? cancel = null)
    {
        var outcome = Perform(_machine.Apply(new StageEvent.Started()), start);
        Task? patience = null;
        while (outcome is null)
        {
            settle?.Invoke();
            await Task.WhenAny([.. _running.Values.Select(r => r.Task), .. new[] { patience ?? cancel?.Requested }.OfType<Task>()]);
            foreach (var (item, (attempt, task)) in _running.Where(r => r.Value.Task.IsCompleted).ToList())
            {
                _running.Remove(item);
                outcome = Perform(Take(item, attempt, task, ended, lost), start) ?? outcome;
            }
            if (outcome is not null) break;
            if (patience is { IsCompleted: true })
            {
                outcome = GiveUp(start);
            }
            else if (patience is null && cancel is { Requested.IsCompleted: true })
            {
                outcome = Perform(_machine.Apply(new StageEvent.CancelRequested()), start);
                cancel.Stop();
                patience = cancel.GracePeriod();
            }
        }
        return outcome;
    }

    // They may still run somewhere, or never start: the one who runs one sees the marker, and what it records until then is no harm.
    private StageOutcome? GiveUp(Func<int, int, Task<TResult?>> start)
    {
        StageOutcome? outcome = null;
        foreach (var (item, (attempt, _)) in _running.ToList())
        {
            _running.Remove(item);
            outcome = Perform(_machine.Apply(new StageEvent.ItemEnded(item, attempt, UnitEnd.Lost)), start) ?? outcome;
        }
        return outcome;
    }

    private IReadOnlyList<StageCommand> Take(int item, int attempt, Task<TResult?> task, Func<int, int, TResult, UnitEnd> ended, Action<int, int, FailureDetails> lost)
    {
        if (task.Exception?.InnerException is DurableFailureException failed)
        {
            var commands = _machine.Apply(new StageEvent.ItemEnded(item, attempt, UnitEnd.Lost));
            if (_machine.StatusOf(item) == ItemStatus.Failed) lost(item, attempt, failed.Failure);
            return commands;
        }
        var end = ended(item, attempt, task.GetAwaiter().GetResult()!);
        return end is UnitEnd.Done or UnitEnd.Split or UnitEnd.Failed
            ? _machine.Apply(new StageEvent.ItemEnded(item, attempt, end))
            : [.. _machine.Apply(new StageEvent.CancelRequested()), .. _machine.Apply(new StageEvent.ItemEnded(item, attempt, UnitEnd.Lost))];
    }

    private StageOutcome? Perform(IReadOnlyList<StageCommand> commands, Func<int, int, Task<TResult?>> start)
    {
        StageOutcome? outcome = null;
        foreach (var command in commands)
        {
            switch (command)
            {
                case StageCommand.Start(var item, var attempt):
                    _running.Add(item, (attempt, start(item, attempt)));
                    break;
                case StageCommand.End(var end):
                    outcome = end;
                    break;
            }
        }
        return outcome;
    }
}
