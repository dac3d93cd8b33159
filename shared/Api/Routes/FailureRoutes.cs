using System.Globalization;
using Serverless.Api.Http;
using Serverless.Storage;
using Serverless.Store.Failures;
using Serverless.Store.Jobs;
using Serverless.Store.Json;

namespace Serverless.Api.Routes;

/// <summary>What failed in a job, each with all that is known of it: the job itself names the first ones alone.</summary>
internal static class FailureRoutes
{
    private const int Default = 50;

    // Of a failure are kept some log lines and stacks: a page is a few megabytes at most.
    private const int Max = 500;

    public static async Task<ApiResponse> GetAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        var first = JobRoutes.Number(call.Request, "first", 0, 0, int.MaxValue);
        var count = JobRoutes.Number(call.Request, "count", Default, 1, Max);
        var names = await NamesAsync(call, job.Id, cancellationToken);
        var failures = new List<TaskFailure>();
        foreach (var name in names.Skip(first).Take(count))
        {
            var content = await call.Stores.Blobs.GetAsync(name, cancellationToken);
            if (content is not null && StoredJson.TryRead<TaskFailure>(content.Bytes.Span) is { } failure) failures.Add(failure);
        }
        return ApiResponse.Of(200, new JobFailures(job.Id, names.Count, failures, names.Count > (long)first + count ? first + count : null));
    }

    // In the order in which their units were planned.
    private static async Task<IReadOnlyList<BlobName>> NamesAsync(RouteCall call, string job, CancellationToken cancellationToken)
    {
        var folder = JobStore.FolderOf(job, JobBlobs.Failures);
        var names = new List<(int Stage, int Unit, BlobName Name)>();
        await foreach (var blob in call.Stores.Blobs.ListAsync(folder, cancellationToken))
        {
            var place = Path.GetFileNameWithoutExtension(blob.Name.Value[folder.Length..]).Split('-');
            if (place.Length == 2 && Number(place[0]) is { } stage && Number(place[1]) is { } unit) names.Add((stage, unit, blob.Name));
        }
        return [.. names.OrderBy(n => n.Stage).ThenBy(n => n.Unit).Select(n => n.Name)];
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A page of a job's failures.</summary>
/// <param name="Job">Whose.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Failures">In the order in which their units were planned.</param>
/// <param name="Next">What to ask for as <c>first</c>; null on the last page.</param>
public sealed record JobFailures(string Job, int Total, IReadOnlyList<TaskFailure> Failures, int? Next);
