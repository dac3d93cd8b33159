using Serverless.Activities.Learning;
using Serverless.Durable;
using Serverless.Graph.Validation;
using Serverless.Logic.Jobs;
using Serverless.Storage;

namespace Serverless.Activities;

/// <summary>Closes a job: its last event, from which watchers know that it is over.</summary>
public sealed class FinishJobActivity(JobLoader loader, TimeProvider time) : Activity<FinishRequest, bool>
{
    public override async Task<bool> RunAsync(ActivityContext context, FinishRequest input, CancellationToken cancellationToken)
    {
        if (input.Outcome.Totals.Tasks > 0) await LearnAsync(input, cancellationToken);
        await JobEvents.FinishedAsync(loader.StoresOf(input.Job), input, time, cancellationToken);
        return true;
    }

    private async Task LearnAsync(FinishRequest input, CancellationToken cancellationToken)
    {
        try
        {
            await JobLearning.LearnAsync(loader.StoresOf(input.Job), await loader.DocumentAsync(input.Job, cancellationToken), input.Job.Id, cancellationToken);
        }
        catch (Exception e) when (e is StorageException or JobInvalidException)
        {
            // Without statistics the next plan is a little worse; a job that is done does not fail for that.
        }
    }
}
