using Serverless.Api.Http;
using Serverless.Api.Timeline;

namespace Serverless.Api.Routes;

/// <summary>When each unit of a job ran, as a file that trace viewers open.</summary>
internal static class TraceRoutes
{
    public static async Task<ApiResponse> GetAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        var timeline = await JobTimeline.OfAsync(call.Stores, job.Id, cancellationToken);
        var begin = (job.SubmittedAt - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        return ApiResponse.Stream(
            ApiResponse.Json,
            (stream, cancel) => ChromeTrace.WriteAsync(stream, $"{job.Name} ({job.Id})", begin, timeline, cancel),
            ("Content-Disposition", $"attachment; filename=\"{job.Id}.trace.json\""));
    }
}
