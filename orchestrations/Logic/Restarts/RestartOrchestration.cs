using Serverless.Durable;

namespace Serverless.Logic.Restarts;

/// <summary>
/// Ends a job's instances of another logic version and starts the job anew; what is finished is in the ledger. Durable, because between the end of the
/// old instance and the start of the new one no other process knows of the job: it does not give up.
/// </summary>
public sealed partial class RestartOrchestration : Orchestrator<RestartRequest, bool>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public override async Task<bool> RunAsync(OrchestrationContext context, RestartRequest input)
    {
        try
        {
            return await context.CallActivityAsync<bool>(RestartNames.Activity, input, PlatformRetry.Policy);
        }
        catch (ActivityFailedException e)
        {
            NotYet(context.CreateLogger("Serverless.Logic.Restarts"), input.Job.Job.Tenant, input.Job.Job.Id, e.Failure.Message);
        }
        await context.CreateTimerAsync(context.Now + Pause, CancellationToken.None);
        context.ContinueAsNew(input);
        return false;
    }
}
