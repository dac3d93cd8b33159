using Serverless.Api.Events;
using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Jobs;

namespace Serverless.Api.Routes;

internal static class EventRoutes
{
    public static async Task<ApiResponse> StreamAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        var last = call.Request.Header("Last-Event-ID") ?? call.Request.Parameter("lastEventId");
        EventPosition? seen = null;
        if (!string.IsNullOrEmpty(last)) seen = EventPosition.Parse(last) ?? throw ApiProblemException.BadRequest($"'{last}' is no event id of this API, which are as 3.0.");
        var stream = new EventStream(call.Stores.Events, call.Services.Client, new JobKey(call.Tenant, job.Id), call.Services.EventInterval, call.Services.Time);
        // 204 tells a browser's EventSource to stop coming back.
        if (job.Status == JobState.Rejected || (seen is { } at && await stream.IsLastAsync(at, cancellationToken))) return ApiResponse.Empty(204);
        return ApiResponse.Stream(
            "text/event-stream",
            (output, cancel) => stream.WriteAsync(seen?.Next ?? default, output, cancel),
            // Proxies must neither change, compress nor hold back what passes.
            ("Cache-Control", "no-cache, no-transform"),
            ("X-Accel-Buffering", "no"));
    }
}
