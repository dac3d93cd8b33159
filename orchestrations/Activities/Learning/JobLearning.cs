using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Jobs.Events;
using Serverless.Logic.Messages;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;
using Serverless.Store;
using Serverless.Store.Json;
using Serverless.Store.Statistics;

namespace Serverless.Activities.Learning;

/// <summary>Adds what a job's units took to the tenant's statistics: read from its events, once, when it ends.</summary>
internal static class JobLearning
{
    // Below that, what was measured is mostly the units' own cost, and there is nothing to gain from knowing it.
    private const double LeastSeconds = 1;

    public static async Task LearnAsync(TenantStores stores, JobDocument document, string job, CancellationToken cancellationToken)
    {
        var observed = new ObservedJob(document);
        for (var page = 0L; await stores.Events.ReadLatelyAsync(job, page, cancellationToken) is { } events; page++)
        {
            foreach (var happened in events.Events)
            {
                if (happened.Type == JobEventTypes.StagePlanned)
                {
                    var stage = happened.Data.Deserialize<StagePlannedData>(ExecutionJson.Options)!;
                    var plan = await stores.Jobs.GetImmutableAsync<StagePlan>(stage.Plan, cancellationToken);
                    observed.Plan(stage.Stage, plan, await stores.Jobs.GetImmutableAsync<JobSnapshot>(plan.Snapshot, cancellationToken));
                }
                else if (happened.Type == JobEventTypes.UnitEnded)
                {
                    observed.Unit(happened.Data.Deserialize<UnitEvent>(ExecutionJson.Options)!);
                }
            }
        }
        var seen = observed.Observations().Where(o => o.Seen.Seconds >= LeastSeconds).ToList();
        if (seen.Count == 0) return;
        await new StatisticsStore(stores.Blobs).ChangeAsync(book => seen.Aggregate(book, (b, s) => b.Add(s.Key, s.Seen)), cancellationToken);
    }
}
