using Microsoft.Azure.WebJobs;
using Serverless.FunctionsHost.Bindings;
using Serverless.FunctionsHost.Workers;

namespace Serverless.FunctionsHost.Http;

/// <summary>Requests as calls of functions: through the extensions, which bind what a function asks for beside the request.</summary>
internal sealed class RequestCalls(Routes routes, OpenRequests requests, JobHost jobs, Type triggers, ILogger log)
{
    // What a timer that is due gives its function.
    private const string Timer = """{ "Schedule": { "AdjustForDST": true }, "ScheduleStatus": null, "IsPastDue": false }""";

    public async Task RequestAsync(HttpContext context)
    {
        var (function, isOtherMethod) = routes.Find(context.Request.Method, context.Request.Path.Value!);
        if (function is null)
        {
            context.Response.StatusCode = isOtherMethod ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
            return;
        }
        try
        {
            await CallAsync(function, requests.Open(context), context.RequestAborted);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            WorkerLog.RequestFailed(log, function.Name, e.Message);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    public Task TimerAsync(AppFunction function, CancellationToken cancellationToken) => CallAsync(function, Timer, cancellationToken);

    private Task CallAsync(AppFunction function, string value, CancellationToken cancellationToken) =>
        jobs.CallAsync(triggers.GetMethod(function.Name)!, new Dictionary<string, object>(StringComparer.Ordinal) { [function.Parameter] = value }, cancellationToken);
}
