using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Logic.Messages;
using Serverless.Logic.Restarts;
using Serverless.Planning.Units;
using Serverless.Store;
using Serverless.Store.Events;
using Serverless.Store.Json;
using Serverless.Store.Resolving;

namespace Serverless.Activities;

/// <summary>
/// The events of a job: <c>stage.planned</c>, <c>cache.lost</c>, <c>unit.ended</c>, <c>unit.speculated</c>, <c>events.lost</c>, <c>job.ended</c>, <c>job.restarted</c> carry the records below as data.
/// </summary>
internal static class JobEvents
{
    internal static Task RestartedAsync(TenantStores stores, RestartRequest input, TimeProvider time, CancellationToken cancellationToken) =>
        AppendAsync(stores, input.Job.Job.Id, EventLog.RestartSource, JobEventTypes.JobRestarted, new JobRestartedData(input.From, LogicNames.Job.ToString()), time, cancellationToken);

    internal static Task PlannedAsync(TenantStores stores, StageRequest input, StagePlan plan, string name, Submission submission, TimeProvider time, CancellationToken cancellationToken)
    {
        var nodes = plan.Units
            .GroupBy(u => u.Pipeline)
            .Select(g => new PlannedNode(plan.Pipelines[g.Key].Title, string.Join(" + ", plan.Pipelines[g.Key].Nodes), g.Count(), g.Sum(u => plan.Pipelines[g.Key].ElementsIn(u.Tasks))))
            .ToList();
        return AppendAsync(stores, input.Job.Id, $"stage {input.Stage} plan", JobEventTypes.StagePlanned, new StagePlannedData(input.Stage, name, nodes, plan.FoundRanges, plan.FoundElements) { Params = submission.Params }, time, cancellationToken);
    }

    internal static Task UnitsAsync(TenantStores stores, EventBatch batch, CancellationToken cancellationToken) =>
        stores.Events.AppendAsync(
            batch.Job.Id,
            new EventPage(batch.Source, batch.Sequence, [.. batch.Speculated?.Select(e => new JobEvent(JobEventTypes.UnitSpeculated, e.At, JsonSerializer.SerializeToElement(e, ExecutionJson.Options))) ?? [],
                .. batch.Events.Select(e => new JobEvent(JobEventTypes.UnitEnded, e.At, JsonSerializer.SerializeToElement(e, ExecutionJson.Options)))]),
            cancellationToken);

    internal static Task LostAsync(TenantStores stores, StageRequest input, IReadOnlyList<LostResult> lost, TimeProvider time, CancellationToken cancellationToken) =>
        lost.Count == 0 ? Task.CompletedTask : AppendAsync(stores, input.Job.Id, $"stage {input.Stage} lost", JobEventTypes.CacheLost, lost, time, cancellationToken);

    internal static Task FinishedAsync(TenantStores stores, FinishRequest input, TimeProvider time, CancellationToken cancellationToken)
    {
        var ended = EventOf(JobEventTypes.JobEnded, input.Outcome, time);
        IReadOnlyList<JobEvent> events = input.LostEvents == 0 ? [ended] : [EventOf(JobEventTypes.EventsLost, new EventsLostData(input.LostEvents), time), ended];
        return stores.Events.AppendAsync(input.Job.Id, new EventPage("job", 0, events), cancellationToken);
    }

    private static Task<long> AppendAsync<T>(TenantStores stores, string job, string source, string type, T data, TimeProvider time, CancellationToken cancellationToken) =>
        stores.Events.AppendAsync(job, new EventPage(source, 0, [EventOf(type, data, time)]), cancellationToken);

    private static JobEvent EventOf<T>(string type, T data, TimeProvider time) => new(type, time.GetUtcNow(), JsonSerializer.SerializeToElement(data, ExecutionJson.Options));
}

/// <summary>Events of units that are missing in the log; what the units did is recorded.</summary>
/// <param name="Events">How many.</param>
public sealed record EventsLostData(int Events);

/// <summary>A job was started anew.</summary>
/// <param name="From">Name and version of the orchestration that it ran under.</param>
/// <param name="To">That it runs under now.</param>
public sealed record JobRestartedData(string From, string To);

/// <summary>A stage is planned.</summary>
public sealed record StagePlannedData(int Stage, string Plan, IReadOnlyList<PlannedNode> Nodes, int FoundRanges, long FoundTasks)
{
    /// <summary>The values of the document's parameters, by name; null: it declares none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? Params { get; init; }
}

/// <summary>One pipeline of a stage.</summary>
/// <param name="Title">As units name it.</param>
/// <param name="Fused">The nodes that run together.</param>
/// <param name="Units">Units that will run.</param>
/// <param name="Tasks">Tasks in them.</param>
public sealed record PlannedNode(string Title, string Fused, int Units, long Tasks);

/// <summary>A recorded result that was gone or cut: it is made again.</summary>
/// <param name="Node">Whose.</param>
/// <param name="First">First task.</param>
/// <param name="Last">Last task.</param>
/// <param name="Blob">What was gone.</param>
public sealed record LostResult(string Node, long First, long Last, string Blob);
