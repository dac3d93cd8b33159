using Serverless.Durable;
using Serverless.Logic.Messages;

namespace Serverless.Activities.Stages;

/// <summary>Appends a block's batch to the job's event log, once.</summary>
internal sealed class AppendEventsActivity(JobLoader loader) : Activity<EventBatch, bool>
{
    public override async Task<bool> RunAsync(ActivityContext context, EventBatch input, CancellationToken cancellationToken)
    {
        await JobEvents.UnitsAsync(loader.StoresOf(input.Job), input, cancellationToken);
        return true;
    }
}
