using System.Text.Json;
using Serverless.JobHost.Conformance;
using Serverless.Storage;
using Serverless.Store.Jobs;

namespace Serverless.Host.Tests.Api;

/// <summary>What people read of jobs that stand still, lack something, or go on under another id.</summary>
public sealed class SteeringTests
{
    private const string Wants = """
        { "version": 1, "name": "wants", "nodes": { "a": { "call": "sql", "args": { "query": "SELECT 1 AS v" }, "policy": { "semaphores": { "erp-db": 2 } } } }, "outputs": ["a"] }
        """;

    [Fact]
    public async Task Submit_SemaphoreThatIsNotThere_IsSaidWithItsNameAndHowToMakeIt()
    {
        await using var api = await ApiFixture.StartAsync();

        var (status, body) = await api.SendAsync("POST", "/api/jobs", Wants);

        Assert.True(status == 202, body);
        using var job = JsonDocument.Parse(body);
        var note = Assert.Single(job.RootElement.GetProperty("notes").EnumerateArray()).GetString()!;
        Assert.All(["Node 'a'", "'erp-db'", "serverless semaphores set erp-db --limit 2"], words => Assert.Contains(words, note, StringComparison.Ordinal));
        // The one who asks later reads the same, and of the failure the same name and command.
        var id = job.RootElement.GetProperty("id").GetString()!;
        using var ended = await EndAsync(api, id);
        Assert.Equal(note, Assert.Single(ended.RootElement.GetProperty("notes").EnumerateArray()).GetString());
        Assert.Equal("failed", ended.RootElement.GetProperty("status").GetString());
        Assert.All(["erp-db", "Make it with its limit"], words => Assert.Contains(words, ended.RootElement.GetProperty("failures")[0].GetProperty("message").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suspend_WithAReason_ShowsItUntilResumed()
    {
        await using var api = await ApiFixture.StartAsync();
        // Long enough to be met while it runs.
        var job = await SubmitAsync(api, Documents.Slow("reason"));

        Assert.Equal(202, (await api.SendAsync("POST", $"/api/jobs/{job}/suspend?reason=the%20price%20list%20is%20late")).Status);

        using (var seen = await GetAsync(api, $"/api/jobs/{job}")) Assert.Equal(("suspended", "the price list is late"), StateOf(seen.RootElement));
        using (var list = await GetAsync(api, "/api/jobs")) Assert.Equal(("suspended", "the price list is late"), StateOf(list.RootElement.GetProperty("jobs")[0]));
        // What cannot be read is no reason not to tell the rest.
        await api.Services.Tenants["default"].Blobs.PutAsync(JobStore.JobBlob(job, JobBlobs.Suspension), "{"u8.ToArray(), BlobCondition.None, default);
        using (var damaged = await GetAsync(api, $"/api/jobs/{job}")) Assert.Equal("suspended", damaged.RootElement.GetProperty("status").GetString());
        Assert.Equal(400, (await api.SendAsync("POST", $"/api/jobs/{job}/suspend?reason={new string('x', 501)}")).Status);

        Assert.Equal(202, (await api.SendAsync("POST", $"/api/jobs/{job}/resume")).Status);
        using (var again = await GetAsync(api, $"/api/jobs/{job}")) Assert.False(again.RootElement.TryGetProperty("reason", out _), again.RootElement.GetRawText());
        Assert.Equal(202, (await api.SendAsync("POST", $"/api/jobs/{job}/cancel")).Status);
        using var ended = await EndAsync(api, job);
    }

    [Fact]
    public async Task Resume_ItsNextIdIsSomebodyElses_TakesTheOneBehind()
    {
        await using var api = await ApiFixture.StartAsync();
        Assert.Equal(202, (await api.SendAsync("POST", "/api/jobs?id=foo", Documents.Failing("taken"))).Status);
        Assert.Equal(202, (await api.SendAsync("POST", "/api/jobs?id=foo-r1", Documents.Sum("other"))).Status);
        using (await EndAsync(api, "foo"))
        using (await EndAsync(api, "foo-r1"))
        {
        }

        var (status, body) = await api.SendAsync("POST", "/api/jobs/foo/resume");

        Assert.True(status == 202, body);
        using var resumed = JsonDocument.Parse(body);
        Assert.Equal(("foo-r2", "failing", "foo"), (resumed.RootElement.GetProperty("id").GetString(), resumed.RootElement.GetProperty("name").GetString(), resumed.RootElement.GetProperty("resumes").GetString()));
        using var ended = await EndAsync(api, "foo-r2");
        Assert.Equal("failed", ended.RootElement.GetProperty("status").GetString());
    }

    private static (string? Status, string? Reason) StateOf(JsonElement job) => (job.GetProperty("status").GetString(), job.GetProperty("reason").GetString());

    private static async Task<string> SubmitAsync(ApiFixture api, string document)
    {
        var (status, body) = await api.SendAsync("POST", "/api/jobs", document);
        Assert.True(status == 202, body);
        using var job = JsonDocument.Parse(body);
        return job.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<JsonDocument> GetAsync(ApiFixture api, string path)
    {
        var (status, body) = await api.SendAsync("GET", path);
        Assert.True(status == 200, body);
        return JsonDocument.Parse(body);
    }

    private static async Task<JsonDocument> EndAsync(ApiFixture api, string job)
    {
        while (true)
        {
            var seen = await GetAsync(api, $"/api/jobs/{job}");
            if (seen.RootElement.GetProperty("hasEnded").GetBoolean()) return seen;
            seen.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
