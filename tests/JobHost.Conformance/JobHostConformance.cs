using System.Net;
using System.Text.Json;
using Xunit;

namespace Serverless.JobHost.Conformance;

/// <summary>What a host is, by what it answers. Each host inherits it; the names of the tests are the specification.</summary>
public abstract class JobHostConformance : HostTest
{
    [Fact]
    public async Task Submit_GoodDocument_IsAcceptedWithItsLocationAndRunsToItsOutputs()
    {
        using var accepted = await Host.PostAsync("/api/jobs", Documents.Sum(Salt));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var location = accepted.Headers.Location!.ToString();
        var job = location["/api/jobs/".Length..];

        Assert.Equal("done", (await Host.EndAsync(job)).GetProperty("status").GetString());
        Assert.Equal("""[{"s":45}]""", (await Host.GetAsync($"{location}/outputs/total")).GetRawText());
        Assert.Equal(["rows", "total"], (await Host.GetAsync($"{location}/outputs")).GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Submit_SameIdTwice_IsOneJob()
    {
        var id = $"twice-{Salt}";
        Assert.Equal(id, await Host.SubmitAsync(Documents.Sum(Salt), id));
        Assert.Equal(id, await Host.SubmitAsync(Documents.Sum(Salt), id));
        using var other = await Host.PostAsync($"/api/jobs?id={id}", Documents.Sum(Salt, rows: 11));

        await AssertProblemAsync(other, HttpStatusCode.Conflict, "id-taken");
        await Host.EndAsync(id);
        Assert.Single((await Host.GetAsync("/api/jobs?limit=500")).GetProperty("jobs").EnumerateArray(), j => j.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task Submit_SameIdempotencyKey_IsOneJobAndAnotherDocumentIsRefused()
    {
        var first = await SubmitWithKeyAsync($"key {Salt}", Documents.Sum(Salt));
        var again = await SubmitWithKeyAsync($"key {Salt}", Documents.Sum(Salt));
        var other = await SubmitWithKeyAsync($"key {Salt}", Documents.Sum(Salt, rows: 11));

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        await AssertProblemAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency-key");
    }

    [Fact]
    public async Task Submit_BadDocument_GetsEveryProblemWithPathRuleAndNearestName()
    {
        const string document = """{ "version": 1, "name": "bad", "nodes": { "a": { "call": "sqll", "args": {} }, "b": { "call": "sql", "over": "c", "args": { "query": 7 } } }, "outputs": ["a"] }""";
        using var refused = await Host.PostAsync("/api/jobs", document);

        var problem = await AssertProblemAsync(refused, HttpStatusCode.BadRequest, "invalid-job");
        var problems = problem.GetProperty("problems").EnumerateArray().ToList();
        Assert.Contains(problems, p => p.GetProperty("path").GetString() == "$.nodes.a.call" && p.TryGetProperty("suggestion", out var s) && s.GetString() == "sql");
        Assert.Contains(problems, p => p.GetProperty("path").GetString()!.StartsWith("$.nodes.b.over", StringComparison.Ordinal));
        Assert.All(problems, p => Assert.False(string.IsNullOrEmpty(p.GetProperty("rule").GetString())));
    }

    [Fact]
    public async Task Submit_NamesAFileOfTheHost_IsRefused()
    {
        const string document = """{ "version": 1, "name": "peek", "nodes": { "a": { "read": { "files": ["/etc/hostname"] } } }, "outputs": ["a"] }""";
        using var refused = await Host.PostAsync("/api/jobs", document);

        await AssertProblemAsync(refused, HttpStatusCode.BadRequest, "invalid-job");
    }

    [Fact]
    public async Task Submit_OtherContentType_IsRefused()
    {
        using var refused = await Host.Http.PostAsync(new Uri("/api/jobs", UriKind.Relative), new StringContent(Documents.Sum(Salt)));
        await AssertProblemAsync(refused, HttpStatusCode.UnsupportedMediaType, "content-type");
    }

    [Fact]
    public async Task Get_NoSuchJob_IsAProblem()
    {
        using var missing = await Host.Http.GetAsync(new Uri("/api/jobs/none-such", UriKind.Relative));
        await AssertProblemAsync(missing, HttpStatusCode.NotFound, "not-found");
        using var method = await Host.Http.DeleteAsync(new Uri("/api/jobs/none-such", UriKind.Relative));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
    }

    [Fact]
    public async Task Get_FailedJob_NamesTaskFunctionAndReason()
    {
        var job = await Host.EndAsync(await Host.SubmitAsync(Documents.Failing(Salt)));

        Assert.Equal("failed", job.GetProperty("status").GetString());
        var failure = job.GetProperty("failureDetails")[0];
        Assert.Equal("bad[0]", failure.GetProperty("task").GetString());
        Assert.StartsWith("sql", failure.GetProperty("function").GetString(), StringComparison.Ordinal);
        Assert.Contains(Salt, failure.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ManyJobs_PagesNewestFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add(await Host.SubmitAsync(Documents.Sum($"{Salt}{i}"), $"page-{i}-{Salt}"));
        var listed = new List<string>();
        var next = "";
        do
        {
            var page = await Host.GetAsync($"/api/jobs?limit=2{next}");
            listed.AddRange(page.GetProperty("jobs").EnumerateArray().Select(j => j.GetProperty("id").GetString()!));
            next = page.TryGetProperty("next", out var cursor) ? $"&after={cursor.GetString()}" : "";
        }
        while (next.Length > 0);

        Assert.Equal(Enumerable.Reverse(ids), listed.Where(ids.Contains));
        Assert.Equal(listed.Count, listed.Distinct().Count());
    }

    [Fact]
    public async Task Explain_Document_SaysWhatWouldRunAndRunsNothing()
    {
        using var answer = await Host.PostAsync("/api/explain", Documents.Sum(Salt));
        using var plan = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, plan.RootElement.GetProperty("tasks").GetInt64());
        Assert.Equal(2, plan.RootElement.GetProperty("units").GetInt64());
        Assert.Empty(plan.RootElement.GetProperty("unknown").EnumerateArray());
    }

    [Fact]
    public async Task Datasets_AfterAWrite_ShowIt()
    {
        var dataset = $"d{Salt}";
        await Host.EndAsync(await Host.SubmitAsync(Documents.Write(Salt, dataset)));

        Assert.Contains((await Host.GetAsync("/api/datasets")).GetProperty("datasets").EnumerateArray(), d => d.GetProperty("id").GetString() == dataset);
        Assert.Equal(1, (await Host.GetAsync($"/api/datasets/{dataset}")).GetProperty("partitions").GetInt32());
    }

    [Fact]
    public async Task Catalogs_Always_Answer()
    {
        Assert.Equal("ok", (await Host.GetAsync("/healthz")).GetProperty("status").GetString());
        Assert.Equal(1, (await Host.GetAsync("/api/version")).GetProperty("documentVersion").GetInt32());
        Assert.Contains((await Host.GetAsync("/api/functions")).GetProperty("functions").EnumerateArray(), f => f.GetProperty("name").GetString() == "sql");
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (await Host.GetAsync("/api/schema")).GetProperty("$schema").GetString());
    }

    [Fact]
    public async Task Submit_WithParameters_UsesAndShowsTheirValues()
    {
        var job = await Host.SubmitAsync(Documents.Later(Salt, """{ "day": "2026-11-30" }"""), $"later-{Salt}");
        var ended = await Host.EndAsync(job);
        const string values = """{"day":"2026-11-30","days":1}""";

        Assert.Equal("done", ended.GetProperty("status").GetString());
        Assert.Equal("2026-12-01", (await Host.GetAsync($"/api/jobs/{job}/outputs/later"))[0].GetProperty("day").GetString());
        Assert.Equal(values, ended.GetProperty("params").GetRawText());
        Assert.Equal(values, (await Host.GetAsync($"/api/jobs/{job}/outputs")).GetProperty("params").GetRawText());
        Assert.Equal(values, (await Host.GetAsync("/api/jobs?limit=500")).GetProperty("jobs").EnumerateArray().Single(j => j.GetProperty("id").GetString() == job).GetProperty("params").GetRawText());
        using var events = await Host.EventsAsync(job);
        Assert.Contains($"\"params\":{values}", await events.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var plan = await Host.PostAsync("/api/explain", Documents.Later(Salt, """{ "day": "2026-11-30" }"""));
        Assert.Contains($"\"params\":{values}", await plan.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_SameIdWithOtherValues_IsRefused()
    {
        var id = $"values-{Salt}";
        await Host.SubmitAsync(Documents.Later(Salt, """{ "day": "2026-11-30" }"""), id);

        Assert.Equal(id, await Host.SubmitAsync(Documents.Later(Salt, """{ "day": "2026-11-30", "days": 1 }"""), id));
        using var other = await Host.PostAsync($"/api/jobs?id={id}", Documents.Later(Salt, """{ "day": "2026-12-01" }"""));
        await AssertProblemAsync(other, HttpStatusCode.Conflict, "id-taken");
        await Host.EndAsync(id);
    }

    [Fact]
    public async Task Submit_WrongValues_AreListedTogether()
    {
        using var refused = await Host.PostAsync("/api/jobs", Documents.Later(Salt, """{ "dya": "2026-11-30", "days": "one" }"""));

        var problem = await AssertProblemAsync(refused, HttpStatusCode.BadRequest, "invalid-job");
        Assert.Equal(
            ["missingParameter", "parameterType", "unknownParameter"],
            problem.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("rule").GetString()).Order(StringComparer.Ordinal));
    }

    /// <returns>The problem.</returns>
    protected static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal($"urn:serverless:problem:{code}", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        return problem.RootElement.Clone();
    }

    private async Task<HttpResponseMessage> SubmitWithKeyAsync(string key, string document)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs") { Content = JobHostClient.Json(document) };
        request.Headers.Add("Idempotency-Key", key);
        return await Host.Http.SendAsync(request);
    }
}
