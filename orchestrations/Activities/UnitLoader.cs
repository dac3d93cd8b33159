using Serverless.Execution.Assignments;
using Serverless.Jobs;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;

namespace Serverless.Activities;

/// <summary>Loads a unit with everything that it refers to, from the names that travel.</summary>
public static class UnitLoader
{
    /// <summary>The unit, ready to run.</summary>
    /// <param name="loader">Of this process.</param>
    /// <param name="job">Which job.</param>
    /// <param name="planName">The plan's blob.</param>
    /// <param name="unit">Ordinal in the plan.</param>
    /// <param name="attempt">From 1.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <exception cref="Storage.BlobNotFoundException">The job or the plan is gone.</exception>
    public static async Task<UnitAssignment> LoadAsync(JobLoader loader, JobKey job, string planName, int unit, int attempt, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(job);
        var plan = await stores.Jobs.GetImmutableAsync<StagePlan>(planName, cancellationToken);
        var pipeline = plan.Units[unit].Pipeline;
        return new UnitAssignment
        {
            Job = job.Id,
            Origin = (await loader.SubmissionAsync(job, cancellationToken)).SaltOf(job.Id),
            Document = await loader.DocumentAsync(job, cancellationToken),
            Snapshot = await stores.Jobs.GetImmutableAsync<JobSnapshot>(plan.Snapshot, cancellationToken),
            Plan = plan,
            PlanName = planName,
            Unit = unit,
            Attempt = attempt,
            LearnedBytes = plan.LearnedBytes.TryGetValue(pipeline, out var bytes) ? bytes : null,
            Budget = plan.Budgets.TryGetValue(pipeline, out var seconds) ? TimeSpan.FromSeconds(seconds) : null,
        };
    }
}
