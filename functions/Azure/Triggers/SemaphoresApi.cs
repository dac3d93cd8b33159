using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Azure.Hosting;

namespace Serverless.Azure.Triggers;

/// <summary>Routes of semaphores.</summary>
public sealed class SemaphoresApi(AzureHost host)
{
    [Function("ListSemaphores")]
    public Task<IResult> ListSemaphores([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/semaphores")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetSemaphore")]
    public Task<IResult> GetSemaphore([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/semaphores/{name}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("SetSemaphore")]
    public Task<IResult> SetSemaphore([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/semaphores/{name}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("AcquireLeases")]
    public Task<IResult> AcquireLeases([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/semaphores/{name}/leases")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("WithdrawRequest")]
    public Task<IResult> WithdrawRequest([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/semaphores/{name}/leases")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("RenewLease")]
    public Task<IResult> RenewLease([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/semaphores/{name}/leases/{lease}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("ReleaseLease")]
    public Task<IResult> ReleaseLease([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/semaphores/{name}/leases/{lease}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);
}
