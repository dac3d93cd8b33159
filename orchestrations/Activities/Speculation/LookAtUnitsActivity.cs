using Serverless.Durable;
using Serverless.Execution;
using Serverless.Logic.Messages;

namespace Serverless.Activities.Speculation;

/// <summary>Tells a block how long some of its units have been running, from the notes of their attempts.</summary>
internal sealed class LookAtUnitsActivity(JobLoader loader, ExecutionOptions options) : Activity<UnitsRequest, IReadOnlyList<RunningUnit>>
{
    /// <returns>Those that run and may do so twice: a unit whose process died is a suspect, and runs alone.</returns>
    public override async Task<IReadOnlyList<RunningUnit>> RunAsync(ActivityContext context, UnitsRequest input, CancellationToken cancellationToken)
    {
        var attempts = loader.StoresOf(input.Job).Attempts;
        var running = new List<RunningUnit>();
        foreach (var unit in input.Units)
        {
            if (await attempts.FindAsync(input.Job.Id, input.Stage, unit, cancellationToken) is not { Deaths: 0, IsIsolated: false } attempt) continue;
            // Where one process runs everything, the note of another one says that it died, and not that the unit runs.
            if (options.Isolation is not null && attempt.Incarnation != options.Incarnation) continue;
            running.Add(new RunningUnit(unit, attempt.Tasks, (options.Time.GetUtcNow() - attempt.StartedAt).TotalSeconds));
        }
        return running;
    }
}
