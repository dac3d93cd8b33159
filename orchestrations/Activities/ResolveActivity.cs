using Serverless.Durable;
using Serverless.Execution.Jobs;
using Serverless.Execution.Resolving;
using Serverless.Graph.Tokens;
using Serverless.Logic.Jobs;
using Serverless.Planning.Snapshots;

namespace Serverless.Activities;

/// <summary>Does the I/O that planning rests on, and keeps what it found as an immutable snapshot.</summary>
public sealed class ResolveActivity(JobLoader loader, ResolverFactory resolvers) : Activity<StageRequest, ResolvedStage>
{
    public override async Task<ResolvedStage> RunAsync(ActivityContext context, StageRequest input, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(input.Job);
        var document = await loader.DocumentAsync(input.Job, cancellationToken);
        var submission = await loader.SubmissionAsync(input.Job, cancellationToken);
        var before = input.Snapshot is { } name ? await stores.Jobs.GetImmutableAsync<JobSnapshot>(name, cancellationToken) : null;
        if (before is not null)
        {
            var tokens = NodeTokens.Compute(document, PlanActivity.SourcesOf(before), submission.SaltOf(input.Job.Id));
            before = await ListCounter.CountAsync(stores, document, before, PlanActivity.OutlineOf(document, before, tokens), cancellationToken);
        }
        var snapshot = await resolvers.Create(stores).ResolveAsync(document, submission.BaseFolder, before, cancellationToken);
        return new ResolvedStage(await stores.Jobs.PutImmutableAsync(JobBlobs.Snapshots, snapshot, cancellationToken));
    }
}
