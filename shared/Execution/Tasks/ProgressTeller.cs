using System.Text.Json;
using Serverless.Execution.Assignments;
using Serverless.Jobs.Events;
using Serverless.Store;
using Serverless.Store.Events;
using Serverless.Store.Json;

namespace Serverless.Execution.Tasks;

/// <summary>Tells a job's watchers what tasks say of their progress, the latest, and not more than one event a second: tasks may say it in their innermost loop.</summary>
internal sealed class ProgressTeller(TenantStores stores, ExecutionOptions options, UnitAssignment unit, CancellationToken stop)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private const int MaxMessage = 200;

    private readonly Lock _gate = new();
    private Task _telling = Task.CompletedTask;
    private long? _told;
    private int _sequence;

    public void Say(string task, double fraction, string? message)
    {
        lock (_gate)
        {
            if (!_telling.IsCompleted || (_told is { } before && options.Time.GetElapsedTime(before) < Every)) return;
            _told = options.Time.GetTimestamp();
            var said = new TaskProgress(unit.Plan.Stage, unit.Unit, task, double.IsFinite(fraction) ? Math.Clamp(fraction, 0, 1) : 0, message is { Length: > MaxMessage } ? message[..MaxMessage] : message);
            _telling = TellAsync(said, _sequence++);
        }
    }

    /// <summary>Waits for the event that is on its way.</summary>
    public Task EndAsync()
    {
        lock (_gate) return _telling;
    }

    private async Task TellAsync(TaskProgress said, int sequence)
    {
        await Task.Yield();
        try
        {
            var page = new EventPage(
                $"stage {said.Stage} unit {said.Unit} tasks {options.Incarnation} {unit.Attempt}{(unit.IsSpeculative ? " copy" : "")}",
                sequence,
                [new JobEvent(TaskProgress.Type, options.Time.GetUtcNow(), JsonSerializer.SerializeToElement(said, ExecutionJson.Options))]);
            await stores.Events.AppendAsync(unit.Job, page, stop);
        }
        catch (Exception e) when (e is Storage.StorageException or OperationCanceledException or IOException)
        {
            // A line for people: the task goes on.
        }
    }
}
