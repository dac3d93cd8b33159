using System.Globalization;
using System.Text;
using Serverless.Api.Http;
using Serverless.Api.Tasks;
using Serverless.Store;
using Serverless.Store.Jobs;

namespace Serverless.Api.Routes;

/// <summary>What the units of a job logged, those that succeeded too: a line begins with its task's key.</summary>
internal static class LogRoutes
{
    // Of a unit are kept 200 lines of at most 500 characters.
    private const int MaxUnits = 200;

    public static async Task<ApiResponse> GetAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        var task = call.Request.Parameter("task");
        if (task is not null && TaskKey.Parse(task) is null) throw ApiProblemException.BadRequest($"'{task}' is no task: a node, or a node and an index, is, as in counts[3].");
        var first = JobRoutes.Number(call.Request, "first", 0, 0, int.MaxValue);
        var folder = JobStore.FolderOf(job.Id, JobBlobs.Logs);
        var names = new List<(int Stage, int Unit)>();
        await foreach (var blob in call.Stores.Blobs.ListAsync(folder, cancellationToken))
        {
            if (PlaceOf(blob.Name.Value.AsSpan(folder.Length)) is { } place) names.Add(place);
        }
        names.Sort();
        var units = new List<UnitLines>();
        foreach (var (stage, unit) in names.Skip(first).Take(MaxUnits)) units.Add(new UnitLines(stage, unit, await LinesAsync(call.Stores, job.Id, stage, unit, task, cancellationToken)));
        return ApiResponse.Of(200, new JobLogs(job.Id, [.. units.Where(u => u.Lines.Count > 0)], names.Count > (long)first + MaxUnits ? first + MaxUnits : null));
    }

    /// <summary>The lines of one unit; of one task or node when that is said.</summary>
    internal static async Task<IReadOnlyList<string>> LinesAsync(TenantStores stores, string job, int stage, int unit, string? task, CancellationToken cancellationToken)
    {
        if (await stores.Blobs.GetAsync(JobStore.JobBlob(job, JobBlobs.LogOf(stage, unit)), cancellationToken) is not { } content) return [];
        var lines = Encoding.UTF8.GetString(content.Bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return task is null ? lines : [.. lines.Where(l => l.StartsWith(task, StringComparison.Ordinal) && (l.AsSpan(task.Length).StartsWith(": ") || l.AsSpan(task.Length).StartsWith("[")))];
    }

    private static (int Stage, int Unit)? PlaceOf(ReadOnlySpan<char> name)
    {
        var dash = name.IndexOf('-');
        return dash > 0 && int.TryParse(name[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var stage) && int.TryParse(name[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var unit)
            ? (stage, unit)
            : null;
    }
}

/// <summary>A page of a job's log lines.</summary>
/// <param name="Job">Whose.</param>
/// <param name="Units">In the order in which they were planned.</param>
/// <param name="Next">What to ask for as <c>first</c>; null on the last page.</param>
public sealed record JobLogs(string Job, IReadOnlyList<UnitLines> Units, int? Next);

/// <summary>The last lines that the tasks of a unit logged.</summary>
public sealed record UnitLines(int Stage, int Unit, IReadOnlyList<string> Lines);
