using System.Text.Json;
using Serverless.Activities;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Planning.Units;
using Serverless.Store;
using Serverless.Store.Json;

namespace Serverless.Local.Inspection;

/// <summary>A stage of a job, as it was planned.</summary>
internal sealed record JobPlan(string Name, StagePlan Plan)
{
    /// <summary>The plans of a job, by stage; of a stage that was planned more than once the last.</summary>
    /// <exception cref="InputException">There is no such job, or it was never planned.</exception>
    public static async Task<IReadOnlyList<JobPlan>> OfAsync(TenantStores stores, string job, CancellationToken cancellationToken)
    {
        if (JobId.Problem(job) is { } problem) throw new InputException(problem);
        var names = new SortedDictionary<int, string>();
        for (var page = 0L; await stores.Events.ReadAsync(job, page, cancellationToken) is { } events; page++)
        {
            foreach (var planned in events.Events.Where(e => e.Type == JobEventTypes.StagePlanned))
            {
                var data = planned.Data.Deserialize<StagePlannedData>(ExecutionJson.Options)!;
                names[data.Stage] = data.Plan;
            }
        }
        if (names.Count == 0) throw new InputException($"There is no planned job '{job}' of tenant '{stores.Tenant}' here. 'serverless list' shows the jobs.");
        var plans = new List<JobPlan>();
        foreach (var name in names.Values) plans.Add(new JobPlan(name, await stores.Jobs.GetImmutableAsync<StagePlan>(name, cancellationToken)));
        return plans;
    }
}
