using System.Text.Json;
using Serverless.Jobs.Events;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;
using Serverless.Store;
using Serverless.Store.Json;

namespace Serverless.Api.Tasks;

/// <summary>Where a task is in its job: found by the job's events, as any watcher would.</summary>
internal sealed record PlannedTask(StagePlan Plan, Pipeline Pipeline, long Index, int? Unit, IReadOnlyList<UnitAttempt> Attempts)
{
    /// <returns>Null when no stage that is planned has such a task.</returns>
    public static async Task<PlannedTask?> FindAsync(TenantStores stores, string job, TaskKey task, CancellationToken cancellationToken)
    {
        PlannedTask? found = null;
        var ends = new List<(int Stage, int Unit, UnitAttempt Attempt)>();
        for (var page = 0L; await stores.Events.ReadAsync(job, page, cancellationToken) is { } events; page++)
        {
            foreach (var happened in events.Events)
            {
                switch (happened.Type)
                {
                    case JobEventTypes.StagePlanned:
                        var planned = happened.Data.Deserialize<StageData>(ExecutionJson.Options)!;
                        var plan = await stores.Jobs.GetImmutableAsync<StagePlan>(planned.Plan, cancellationToken);
                        // A later stage plans the same graph again, with what it then knows.
                        found = Find(plan, task) ?? found;
                        break;
                    case JobEventTypes.UnitEnded:
                        var unit = happened.Data.Deserialize<UnitData>(ExecutionJson.Options)!;
                        ends.Add((unit.Stage, unit.Unit, new UnitAttempt(unit.Attempt, unit.Report.Status, unit.At, unit.Report.Seconds)));
                        break;
                }
            }
        }
        return found is null ? null : found with { Attempts = [.. ends.Where(e => e.Stage == found.Plan.Stage && e.Unit == found.Unit).Select(e => e.Attempt)] };
    }

    private static PlannedTask? Find(StagePlan plan, TaskKey task)
    {
        // The node's own tasks before the partial results of its reduce, and both before nodes that are fused into another's tasks.
        foreach (var pipeline in plan.Pipelines.Where(p => p.Nodes.Contains(task.Node, StringComparer.Ordinal)).OrderBy(p => p.Node == task.Node ? p.Level : int.MaxValue))
        {
            var index = IndexIn(pipeline, task);
            if (index >= pipeline.Count) continue;
            var unit = plan.Units.Select((u, i) => (Unit: u, Ordinal: i)).Where(u => u.Unit.Pipeline == pipeline.Ordinal && u.Unit.Tasks.First <= index && index <= u.Unit.Tasks.Last);
            return new PlannedTask(plan, pipeline, index, unit.Select(u => (int?)u.Ordinal).FirstOrDefault(), []);
        }
        return null;
    }

    // A node that runs on the elements of a group is part of the task that folds the group.
    private static long IndexIn(Pipeline pipeline, TaskKey task) =>
        pipeline.Each.Contains(task.Node, StringComparer.Ordinal) && pipeline.Leading() is { Mapping: SourceMapping.Group } source ? task.Index / source.GroupSize : task.Index;

    private sealed record StageData(int Stage, string Plan);

    private sealed record UnitData(int Stage, int Unit, int Attempt, DateTimeOffset At, ReportData Report);

    private sealed record ReportData(string Status, double Seconds);
}
