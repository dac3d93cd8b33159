using System.Text;
using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Planning.Pipelines;
using Serverless.Store.Jobs;
using Serverless.Store.Results;

namespace Serverless.Api.Routes;

/// <summary>What a job's outputs are, and each of them.</summary>
internal static class OutputRoutes
{
    public static async Task<ApiResponse> ListAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        var outputs = await OutputsAsync(call, cancellationToken);
        return ApiResponse.Of(200, new
        {
            job = job.Id,
            status = job.Status,
            @params = job.Params,
            outputs = outputs.Select(o => new { name = o.Key, kind = KindOf(o.Value), parts = o.Value.Count, href = $"/api/jobs/{job.Id}/outputs/{Uri.EscapeDataString(o.Key)}" }),
        });
    }

    public static async Task<ApiResponse> GetAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        if (!job.HasEnded)
        {
            throw new ApiProblemException(409, "not-finished", "The job has not finished.", $"Job '{job.Id}' is {job.Status.ToString().ToLowerInvariant()}; its outputs are there once it is done.")
            {
                Headers = [("Retry-After", "1")],
            };
        }
        var outputs = await OutputsAsync(call, cancellationToken);
        if (!outputs.TryGetValue(call["name"], out var output))
            throw ApiProblemException.NotFound($"Job '{job.Id}' has no output '{call["name"]}'." + (outputs.Count > 0 ? $" It has: {string.Join(", ", outputs.Keys)}." : ""));
        if (job.Status != JobState.Done && !await OutputFiles.IsCompleteAsync(call.Stores, output, cancellationToken))
            throw ApiProblemException.Conflict("not-finished", $"Job '{job.Id}' ended as {job.Status.ToString().ToLowerInvariant()} before output '{call["name"]}' was whole.");
        try
        {
            return await ReadAsync(call, output, cancellationToken);
        }
        catch (LostResultException e)
        {
            throw ApiProblemException.Conflict("lost-result", $"{e.Message} 'serverless resume {job.Id}', or POST /api/jobs/{job.Id}/resume, makes what is lost again, and nothing else.");
        }
    }

    private static async Task<ApiResponse> ReadAsync(RouteCall call, JobOutput output, CancellationToken cancellationToken)
    {
        if (output.Result == ResultKind.Tables) return await new TableOutput(call, output).GetAsync(cancellationToken);
        if (TableOutput.FormatOf(call.Request) != OutputKind.Json)
            throw new ApiProblemException(406, "not-acceptable", "There is no such form of it.", $"'{call["name"]}' is a value, and comes as application/json.");
        return ApiResponse.Bytes(200, Encoding.UTF8.GetBytes(await OutputFiles.ReadJsonAsync(call.Stores, output, cancellationToken)), ApiResponse.Json);
    }

    private static async Task<SortedDictionary<string, JobOutput>> OutputsAsync(RouteCall call, CancellationToken cancellationToken) =>
        new(await call.Stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(call["id"], JobBlobs.Outputs, cancellationToken) ?? [], StringComparer.Ordinal);

    private static string KindOf(JobOutput output) => output.Result switch { ResultKind.Tables => "table", ResultKind.Values or ResultKind.Lists => "value", _ => "dataset" };
}
