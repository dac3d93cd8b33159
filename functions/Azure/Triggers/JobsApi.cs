using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Azure.Hosting;

namespace Serverless.Azure.Triggers;

/// <summary>Routes of jobs. Anonymous for Functions: keys are checked behind them, in shared/Api, as on every host.</summary>
public sealed class JobsApi(AzureHost host)
{
    [Function("SubmitJob")]
    public Task<IResult> SubmitJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("ListJobs")]
    public Task<IResult> ListJobs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetJob")]
    public Task<IResult> GetJob([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("StreamJobEvents")]
    public Task<IResult> StreamJobEvents([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/events")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("ListJobOutputs")]
    public Task<IResult> ListJobOutputs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/outputs")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetJobOutput")]
    public Task<IResult> GetJobOutput([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/outputs/{name}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetTask")]
    public Task<IResult> GetTask([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/tasks/{key}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetJobLogs")]
    public Task<IResult> GetJobLogs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/logs")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetJobFailures")]
    public Task<IResult> GetJobFailures([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/failures")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetJobTrace")]
    public Task<IResult> GetJobTrace([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/trace")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetJobGraph")]
    public Task<IResult> GetJobGraph([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/graph")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("GetJobStream")]
    public Task<IResult> GetJobStream([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/stream")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("CancelJob")]
    public Task<IResult> CancelJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/cancel")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("SuspendJob")]
    public Task<IResult> SuspendJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/suspend")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("ResumeJob")]
    public Task<IResult> ResumeJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/resume")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);

    [Function("ExplainJob")]
    public Task<IResult> ExplainJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/explain")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        host.AnswerAsync(request, client);
}
