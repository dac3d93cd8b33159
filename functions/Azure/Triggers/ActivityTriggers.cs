using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Serverless.Azure.Hosting;
using Serverless.Durable.DurableTask;
using Serverless.Logic;
using Serverless.Logic.Restarts;

namespace Serverless.Azure.Triggers;

/// <summary>One trigger an activity of orchestrations/; names are those that histories carry.</summary>
public sealed class ActivityTriggers(AzureHost host, ILogger<ActivityTriggers> logger)
{
    [Function(ActivityNames.Resolve)]
    public Task<JsonElement> Resolve([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.Plan)]
    public Task<JsonElement> Plan([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.LoadStage)]
    public Task<JsonElement> LoadStage([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.LoadBlock)]
    public Task<JsonElement> LoadBlock([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.RunUnit)]
    public Task<JsonElement> RunUnit([ActivityTrigger] JsonElement? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, context, client);

    [Function(ActivityNames.LookAtUnits)]
    public Task<JsonElement> LookAtUnits([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.StopUnit)]
    public Task<JsonElement> StopUnit([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.SendUnit)]
    public Task<JsonElement> SendUnit([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.LookAtPool)]
    public Task<JsonElement> LookAtPool([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.AppendEvents)]
    public Task<JsonElement> AppendEvents([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(ActivityNames.LookAtClaimant)]
    public Task<JsonElement> LookAtClaimant([ActivityTrigger] JsonElement? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, context, client);

    [Function(ActivityNames.FinishJob)]
    public Task<JsonElement> FinishJob([ActivityTrigger] JsonElement? input, FunctionContext context) => RunAsync(input, context);

    [Function(RestartNames.Activity)]
    public Task<JsonElement> RestartJob([ActivityTrigger] JsonElement? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, context, client);

    private async Task<JsonElement> RunAsync(JsonElement? input, FunctionContext context, DurableTaskClient? client = null)
    {
        if (client is not null) host.Use(client);
        using var dimensions = TelemetryTags.Begin(logger, input);
        return await ActivityRunner.RunAsync(host.Registry, context.FunctionDefinition.Name, Caller(context), input, logger, context.CancellationToken);
    }

    // The host names the calling instance among the trigger's data.
    private static string Caller(FunctionContext context) =>
        context.BindingContext.BindingData.TryGetValue("instanceId", out var id) && id?.ToString()?.Trim('"') is { Length: > 0 } text ? text : "unknown";
}
