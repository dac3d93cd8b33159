using Serverless.Activities.Cache;
using Serverless.Durable;
using Serverless.Execution.Cache;
using Serverless.Logic.Jobs;

namespace Serverless.Activities;

/// <summary>Closes a job: what it reused, the mark of its end, and its last event, from which watchers know that it is over.</summary>
public sealed class FinishJobActivity(JobLoader loader, TimeProvider time) : Activity<FinishRequest, FinishedJob>
{
    public override async Task<FinishedJob> RunAsync(ActivityContext context, FinishRequest input, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(input.Job);
        var pins = new JobPins(stores);
        var cache = NodeUse.Sum(await pins.ReadAsync(input.Job.Id, cancellationToken), input.LostInputs);
        await pins.EndAsync(input.Job.Id, new JobEnd(time.GetUtcNow()), cancellationToken);
        await JobEvents.FinishedAsync(stores, input with { Outcome = input.Outcome with { Cache = cache } }, time, cancellationToken);
        return new FinishedJob(cache);
    }
}
