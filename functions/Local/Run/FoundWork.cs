using System.Text.Json;
using Serverless.Activities;
using Serverless.Jobs.Events;
using Serverless.Planning.Units;
using Serverless.Store;
using Serverless.Store.Json;

namespace Serverless.Local.Run;

/// <summary>What the ledger has of a job that is continued.</summary>
internal sealed record FoundWork(int Ranges, long Tasks)
{
    public static FoundWork Nothing { get; } = new(0, 0);

    /// <summary>Counts the recorded ranges of the job's latest plan.</summary>
    public static async Task<FoundWork> CountAsync(TenantStores stores, string job, CancellationToken cancellationToken)
    {
        StagePlan? plan = null;
        for (var page = 0L; await stores.Events.ReadAsync(job, page, cancellationToken) is { } events; page++)
        {
            foreach (var planned in events.Events.Where(e => e.Type == JobEventTypes.StagePlanned))
            {
                var data = planned.Data.Deserialize<StagePlannedData>(ExecutionJson.Options)!;
                plan = await stores.Jobs.GetImmutableAsync<StagePlan>(data.Plan, cancellationToken);
            }
        }
        var found = Nothing;
        foreach (var pipeline in plan?.Units.Select(u => plan.Pipelines[u.Pipeline]).DistinctBy(p => p.Ordinal) ?? [])
        {
            var records = await stores.Ledger.ReadAsync(pipeline.Token, cancellationToken);
            found = new FoundWork(found.Ranges + records.Count, found.Tasks + records.Sum(r => pipeline.ElementsIn(new(r.First, r.Last))));
        }
        return found;
    }
}
