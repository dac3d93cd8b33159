using Serverless.Durable;
using Serverless.Logic.Jobs;

namespace Serverless.Activities;

/// <summary>Closes a job: its last event, from which watchers know that it is over.</summary>
public sealed class FinishJobActivity(JobLoader loader, TimeProvider time) : Activity<FinishRequest, bool>
{
    public override async Task<bool> RunAsync(ActivityContext context, FinishRequest input, CancellationToken cancellationToken)
    {
        await JobEvents.FinishedAsync(loader.StoresOf(input.Job), input, time, cancellationToken);
        return true;
    }
}
