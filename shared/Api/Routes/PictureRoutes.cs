using System.Globalization;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Api.Timeline;
using Serverless.Graph.Parsing;
using Serverless.Store.Jobs;

namespace Serverless.Api.Routes;

/// <summary>What is drawn of a job: its graph by nodes, its units by pixels. Neither depends on how many tasks there are.</summary>
internal static class PictureRoutes
{
    private const int MaxWidth = 4_000;
    private const int MaxRows = 400;

    public static async Task<ApiResponse> GraphAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        if (await call.Stores.Blobs.GetAsync(JobStore.JobBlob(job.Id, JobBlobs.Document), cancellationToken) is not { } document)
            throw ApiProblemException.NotFound($"The document of job '{job.Id}' is not stored.");
        try
        {
            return ApiResponse.Of(200, DocumentSketch.Of(document.Bytes.Span));
        }
        catch (JsonException)
        {
            throw ApiProblemException.Conflict("damaged", $"The stored document of job '{job.Id}' is damaged.");
        }
    }

    public static async Task<ApiResponse> StreamAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        var (width, rows) = (JobRoutes.Number(call.Request, "width", 1_000, 1, MaxWidth), JobRoutes.Number(call.Request, "rows", 40, 1, MaxRows));
        var timeline = await JobTimeline.OfAsync(call.Stores, job.Id, cancellationToken);
        var begin = Milliseconds(job.SubmittedAt);
        var end = Math.Max(begin + 1, job.EndedAt is { } ended ? Milliseconds(ended) : Milliseconds(call.Services.Time.GetUtcNow()));
        var (from, to) = (Time(call.Request, "from") ?? begin, Time(call.Request, "to") ?? end);
        if (to <= from) throw ApiProblemException.BadRequest("'to' must be later than 'from'. Both are milliseconds since 1970.");
        var bins = new StreamBins(from, to, width);
        return ApiResponse.Of(200, new
        {
            from,
            to,
            begin,
            end,
            width,
            job.HasEnded,
            timeline.Nodes,
            Units = timeline.Spans.Count,
            Rows = bins.Rows(timeline.Spans, rows),
            Running = bins.Running(timeline.Spans),
            Memory = bins.Memory(timeline.Spans),
        });
    }

    private static double Milliseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    private static double? Time(ApiRequest request, string name) => request.Parameter(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var time) && double.IsFinite(time) ? time
        : throw ApiProblemException.BadRequest($"'{name}' must be milliseconds since 1970, not '{text}'.");
}
