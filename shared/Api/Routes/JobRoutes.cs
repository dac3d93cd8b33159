using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Jobs;

namespace Serverless.Api.Routes;

internal static class JobRoutes
{
    private const int DefaultPage = 50;
    private const int MaxPage = 500;
    private const int MaxReason = 500;

    public static async Task<ApiResponse> SubmitAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var id = call.Request.Parameter("id");
        var key = call.Request.Header("Idempotency-Key");
        if (id is not null && key is not null) throw ApiProblemException.BadRequest("Give an id or an Idempotency-Key, not both.");
        if (id is not null && JobId.Problem(id) is { } problem) throw ApiProblemException.BadRequest(problem);
        var body = await RequestBody.ReadAsync(call.Request, cancellationToken);
        try
        {
            var options = new SubmitOptions { JobId = id ?? (key is null ? null : IdOf(key)), IsAfterDone = IsAfterDone(call.Request), Trace = call.Trace };
            var submitted = await call.Services.Submitter.AcceptAsync(call.Services.Client, call.Tenant, body, options, cancellationToken);
            var view = await FindAsync(call, submitted.Job.Id, cancellationToken);
            return ApiResponse.Of(202, view, ("Location", $"/api/jobs/{submitted.Job.Id}"));
        }
        catch (JobIdTakenException e)
        {
            throw key is null
                ? ApiProblemException.Conflict("id-taken", e.Message)
                : new ApiProblemException(422, "idempotency-key", "The key was used for another document.", $"'{key}' came with another document before. Use a new key for a new document.");
        }
    }

    public static async Task<ApiResponse> ListAsync(RouteCall call, CancellationToken cancellationToken)
    {
        JobState? status = null;
        if (call.Request.Parameter("status") is { } text)
        {
            // A name alone: to Enum a number, with a sign too, and several names with commas are values as well.
            status = text.All(char.IsAsciiLetter) && Enum.TryParse<JobState>(text, ignoreCase: true, out var parsed)
                ? parsed
                : throw ApiProblemException.BadRequest($"'{text}' is no status. There are: {string.Join(", ", Enum.GetNames<JobState>()).ToLowerInvariant()}.");
        }
        var page = await Reader(call).ListAsync(Number(call.Request, "limit", DefaultPage, 1, MaxPage), call.Request.Parameter("after"), status, cancellationToken);
        return page.Next is null ? ApiResponse.Of(200, page) : ApiResponse.Of(200, page, ("Link", $"<{NextPage(call.Request, page.Next)}>; rel=\"next\""));
    }

    public static async Task<ApiResponse> GetAsync(RouteCall call, CancellationToken cancellationToken) =>
        ApiResponse.Of(200, await FindAsync(call, call["id"], cancellationToken));

    public static async Task<ApiResponse> CancelAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await FindBriefAsync(call, cancellationToken);
        if (job.HasEnded && job.Status != JobState.Cancelled) throw HasEnded(job);
        if (!job.HasEnded) await Control(call).CancelAsync(KeyOf(call), call.Services.Time.GetUtcNow(), cancellationToken);
        return await ChangedAsync(call, cancellationToken);
    }

    public static async Task<ApiResponse> SuspendAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await FindBriefAsync(call, cancellationToken);
        if (job.HasEnded) throw HasEnded(job);
        if (job.Status == JobState.Cancelling) throw ApiProblemException.Conflict("cancelling", $"Job '{job.Id}' is being cancelled.");
        var reason = call.Request.Parameter("reason") is { } said && !string.IsNullOrWhiteSpace(said) ? said.Trim() : "asked to";
        if (reason.Length > MaxReason) throw ApiProblemException.BadRequest($"reason has {reason.Length} characters; at most {MaxReason} are allowed.");
        await Control(call).SuspendAsync(KeyOf(call), reason, cancellationToken);
        return await ChangedAsync(call, cancellationToken);
    }

    public static async Task<ApiResponse> ResumeAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var job = await FindBriefAsync(call, cancellationToken);
        if (job.HasEnded)
        {
            // Of a job that is done there is nothing to resume, unless something of it is not there any more.
            if (job.Status != JobState.Failed && (job.Status != JobState.Done || await new WholeOutputs(call.Stores).AreThereAsync(job.Id, cancellationToken))) throw HasEnded(job);

            var resumed = (await new JobResumption(call.Services.Submitter, call.Stores, call.Services.Client).ResumeAsync(job.Id, call.Trace, cancellationToken)).Job.Id;
            return ApiResponse.Of(202, await FindAsync(call, resumed, cancellationToken), ("Location", $"/api/jobs/{resumed}"));
        }
        await Control(call).ResumeAsync(KeyOf(call), "asked to", cancellationToken);
        return await ChangedAsync(call, cancellationToken);
    }

    /// <summary>The job of the path, for those who do something with it: how it stands, and no more.</summary>
    /// <exception cref="ApiProblemException">404.</exception>
    internal static async Task<JobView> FindBriefAsync(RouteCall call, CancellationToken cancellationToken) =>
        await Reader(call).FindBriefAsync(call["id"], cancellationToken) ?? throw NoJob(call, call["id"]);

    private static async Task<JobView> FindAsync(RouteCall call, string id, CancellationToken cancellationToken) =>
        await Reader(call).FindAsync(id, cancellationToken) ?? throw NoJob(call, id);

    private static ApiProblemException NoJob(RouteCall call, string id) => ApiProblemException.NotFound($"There is no job '{id}' of tenant '{call.Tenant}'.");

    /// <summary>A number of the query.</summary>
    internal static int Number(ApiRequest request, string name, int absent, int least, int most)
    {
        if (request.Parameter(name) is not { } text) return absent;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw ApiProblemException.BadRequest($"{name} is '{text}'; {least} to {most} is allowed.");
    }

    private static async Task<ApiResponse> ChangedAsync(RouteCall call, CancellationToken cancellationToken) =>
        ApiResponse.Of(202, await FindAsync(call, call["id"], cancellationToken), ("Location", $"/api/jobs/{call["id"]}"));

    private static JobControl Control(RouteCall call) => new(call.Services.Client, call.Stores);

    private static JobReader Reader(RouteCall call) => new(call.Stores, call.Services.Client, call.Services.JobNames);

    private static JobKey KeyOf(RouteCall call) => new(call.Tenant, call["id"]);

    private static ApiProblemException HasEnded(JobView job) => ApiProblemException.Conflict("ended", $"Job '{job.Id}' has ended: {job.Status.ToString().ToLowerInvariant()}.");

    private static bool IsAfterDone(ApiRequest request) => request.Parameter("after") switch
    {
        null => false,
        "done" => true,
        { } other => throw ApiProblemException.BadRequest($"after is '{other}'; only done is allowed: what the document comes after is done."),
    };

    // Any text may be a key; an id has its rule. Keys are the tenant's own, as ids are.
    private static string IdOf(string key) => $"k-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16))}";

    private static string NextPage(ApiRequest request, string next)
    {
        var query = request.Query.Where(q => q.Key != "after").Append(new("after", next));
        return $"{request.Path}?{string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"))}";
    }
}
