using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Azure.Hosting;

namespace Serverless.Azure.Triggers;

/// <summary>Routes about the host and what it knows.</summary>
public sealed class PlatformApi(AzureHost host)
{
    [Function("Health")]
    public Task<IResult> Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "healthz")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetMetrics")]
    public Task<IResult> GetMetrics([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "metrics")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetVersion")]
    public Task<IResult> GetVersion([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/version")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetSchema")]
    public Task<IResult> GetSchema([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/schema")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("ListFunctions")]
    public Task<IResult> ListFunctions([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/functions")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("ListDatasets")]
    public Task<IResult> ListDatasets([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/datasets")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetDataset")]
    public Task<IResult> GetDataset([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/datasets/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetPage")]
    public Task<IResult> GetPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{file?}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);
}
