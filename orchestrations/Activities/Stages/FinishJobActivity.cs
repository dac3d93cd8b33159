using Serverless.Activities.Cache;
using Serverless.Activities.Learning;
using Serverless.Durable;
using Serverless.Graph.Validation;
using Serverless.Logic.Messages;
using Serverless.Storage;
using Serverless.Store.Cache;

namespace Serverless.Activities.Stages;

/// <summary>Closes a job: what it reused, the mark of its end, and its last event, from which watchers know that it is over.</summary>
internal sealed class FinishJobActivity(JobLoader loader, TimeProvider time) : Activity<FinishRequest, FinishedJob>
{
    public override async Task<FinishedJob> RunAsync(ActivityContext context, FinishRequest input, CancellationToken cancellationToken)
    {
        if (input.Outcome.Totals.Tasks > 0) await LearnAsync(input, cancellationToken);
        var stores = loader.StoresOf(input.Job);
        var pins = new JobPins(stores);
        var cache = NodeUse.Sum(await pins.ReadAsync(input.Job.Id, cancellationToken), input.LostInputs);
        await pins.EndAsync(input.Job.Id, new JobEnd(time.GetUtcNow()), cancellationToken);
        await JobEvents.FinishedAsync(stores, input with { Outcome = input.Outcome with { Cache = cache } }, time, cancellationToken);
        return new FinishedJob(cache);
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
