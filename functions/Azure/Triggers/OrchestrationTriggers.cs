using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Serverless.Azure.Hosting;
using Serverless.Durable.DurableTask;

namespace Serverless.Azure.Triggers;

/// <summary>One trigger an orchestration; names are LogicNames with their versions, as histories and the portal show them.</summary>
public sealed class OrchestrationTriggers(AzureHost host, ILogger<OrchestrationTriggers> logger)
{
    [Function("Job_v3")]
    public Task<JsonElement?> Job([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("Stage_v1")]
    public Task<JsonElement?> Stage([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("Block_v2")]
    public Task<JsonElement?> Block([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("SemaphoreCall_v2")]
    public Task<JsonElement?> SemaphoreCall([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("SemaphoreAcquire_v2")]
    public Task<JsonElement?> SemaphoreAcquire([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("SemaphoreWait_v1")]
    public Task<JsonElement?> SemaphoreWait([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("ClaimWait_v2")]
    public Task<JsonElement?> ClaimWait([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("SendEvent_v1")]
    public Task<JsonElement?> SendEvent([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("RestartJob_v1")]
    public Task<JsonElement?> RestartJob([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    private async Task<JsonElement?> RunAsync(TaskOrchestrationContext context)
    {
        using var dimensions = TelemetryTags.Begin(logger, context.GetInput<object>() as JsonElement?);
        return await OrchestratorRunner.RunAsync(context, host.Registry);
    }
}
