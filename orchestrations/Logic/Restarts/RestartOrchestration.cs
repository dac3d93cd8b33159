using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Logic.Jobs;

namespace Serverless.Logic.Restarts;

/// <summary>
/// Ends a job's instances of another logic version and starts the job anew; what is finished is in the ledger. Durable, because between the end of the
/// old instance and the start of the new one nobody else knows of the job: it does not give up.
/// </summary>
public sealed class RestartOrchestration : Orchestrator<RestartRequest, bool>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public override async Task<bool> RunAsync(OrchestrationContext context, RestartRequest input)
    {
        try
        {
            return await context.CallActivityAsync<bool>(RestartNames.Activity, input, JobOrchestration.PlatformRetry);
        }
        catch (ActivityFailedException e)
        {
            context.CreateLogger(nameof(RestartOrchestration)).LogError("Job {Job} cannot be started anew yet: {Reason}", input.Job.Job.Id, e.Failure.Message);
        }
        await context.CreateTimerAsync(context.Now + Pause, CancellationToken.None);
        context.ContinueAsNew(input);
        return false;
    }
}
