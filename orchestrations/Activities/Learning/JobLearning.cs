using System.Text.Json;
using Serverless.Execution;
using Serverless.Execution.Learning;
using Serverless.Graph.Documents;
using Serverless.Logic.Blocks;
using Serverless.Planning.Learning;
using Serverless.Planning.Units;

namespace Serverless.Activities.Learning;

/// <summary>Adds what a job's units took to the tenant's statistics: read from its events, once, when it ends.</summary>
internal static class JobLearning
{
    // Below that, what was measured is mostly the units' own cost, and there is nothing to gain from knowing it.
    private const double LeastSeconds = 1;

    public static async Task LearnAsync(TenantStores stores, JobDocument document, string job, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<string, (long Elements, double Seconds, long Bytes)>(StringComparer.Ordinal);
        var keys = new Dictionary<(int Stage, string Title), string?>();
        for (var page = 0L; await stores.Events.ReadAsync(job, page, cancellationToken) is { } events; page++)
        {
            foreach (var happened in events.Events)
            {
                if (happened.Type == JobEvents.StagePlanned) await AddKeysAsync(stores, document, happened.Data.Deserialize<StagePlannedData>(ExecutionJson.Options)!, keys, cancellationToken);
                else if (happened.Type == JobEvents.UnitEnded) Add(happened.Data.Deserialize<UnitEvent>(ExecutionJson.Options)!, keys, seen);
            }
        }
        foreach (var (key, sum) in seen)
        {
            if (sum.Seconds < LeastSeconds) seen.Remove(key);
        }
        if (seen.Count == 0) return;
        await new StatisticsStore(stores.Blobs).ChangeAsync(
            book => seen.Aggregate(book, (b, s) => b.Add(s.Key, s.Value.Elements, s.Value.Seconds, s.Value.Bytes)), cancellationToken);
    }

    private static async Task AddKeysAsync(
        TenantStores stores, JobDocument document, StagePlannedData stage, Dictionary<(int Stage, string Title), string?> keys, CancellationToken cancellationToken)
    {
        var plan = await stores.Jobs.GetImmutableAsync<StagePlan>(stage.Plan, cancellationToken);
        foreach (var pipeline in plan.Pipelines) keys[(stage.Stage, pipeline.Title)] = StatisticsBook.KeyOf(document, pipeline);
    }

    private static void Add(UnitEvent unit, Dictionary<(int Stage, string Title), string?> keys, Dictionary<string, (long Elements, double Seconds, long Bytes)> seen)
    {
        if (unit.Report.Status != UnitStatus.Done || !keys.TryGetValue((unit.Stage, unit.Report.Node), out var key) || key is null) return;
        var sum = seen.GetValueOrDefault(key);
        seen[key] = (sum.Elements + unit.Report.Totals.Tasks, sum.Seconds + unit.Report.Seconds, sum.Bytes + unit.Report.Totals.Bytes);
    }
}
