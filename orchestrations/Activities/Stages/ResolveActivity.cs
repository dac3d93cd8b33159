using Serverless.Durable;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using Serverless.Logic.Messages;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Resolving;

namespace Serverless.Activities.Stages;

/// <summary>Does the I/O that planning rests on, and keeps what it found as an immutable snapshot.</summary>
internal sealed class ResolveActivity(JobLoader loader, ResolverFactory resolvers) : Activity<StageRequest, ResolvedStage>
{
    public override async Task<ResolvedStage> RunAsync(ActivityContext context, StageRequest input, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(input.Job);
        var document = await loader.DocumentAsync(input.Job, cancellationToken);
        var submission = await loader.SubmissionAsync(input.Job, cancellationToken);
        var before = input.Snapshot is { } name ? await stores.Jobs.GetImmutableAsync<JobSnapshot>(name, cancellationToken) : null;
        // By what the stage before was planned with: what only its counts make plannable has not run yet, and a read that comes after it waits on.
        var snapshot = await ResolveAsync(stores, document, submission, before, cancellationToken);
        if (before is not null)
        {
            var pipelineGraph = JobPipelines.Create(document, before, submission.SaltOf(input.Job.Id), submission.Versions);
            snapshot = snapshot with
            {
                Lists = (await ListCounter.CountAsync(stores, document, before, pipelineGraph, cancellationToken)).Lists,
                Sizes = await TableSizes.MeasureAsync(stores, document, before, pipelineGraph, cancellationToken),
            };
        }
        return new ResolvedStage(await stores.Jobs.PutImmutableAsync(JobBlobs.Snapshots, snapshot, cancellationToken));
    }

    private async Task<JobSnapshot> ResolveAsync(TenantStores stores, JobDocument document, Submission submission, JobSnapshot? before, CancellationToken cancellationToken)
    {
        try
        {
            return await resolvers.Create(stores).ResolveAsync(document, submission.BaseFolder, before, cancellationToken);
        }
        catch (JobInvalidException e)
        {
            throw new MissingInputException(e);
        }
    }
}

/// <summary>What a job reads is not there, now that it is its turn: no other attempt will find it.</summary>
public sealed class MissingInputException(JobInvalidException problems) : Exception(problems.Message.TrimEnd(), problems), INonRetriable;

/// <summary>Collections of the job do not go together, now that it is known what they are: planning again gives the same.</summary>
public sealed class MisfitInputException(Planning.Pipelines.PlanException misfit) : Exception(misfit.Message, misfit), INonRetriable;
