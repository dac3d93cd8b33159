using System.Text.Json;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

/// <summary>Numbers and wishes from outside that no program of ours sends.</summary>
public sealed class FaultyRequestTests
{
    [Theory]
    [InlineData("0.2147483647", 400)]
    [InlineData("0.2147483648", 400)]
    [InlineData("9223372036854775807.0", 400)]
    [InlineData("99999999999999999999.0", 400)]
    [InlineData("-1.0", 400)]
    [InlineData("0.-1", 400)]
    [InlineData("0x1.0", 400)]
    [InlineData("1", 400)]
    [InlineData(".", 400)]
    [InlineData("0.1000000", 200)]
    [InlineData("1000000000000.0", 200)]
    public async Task Events_AnyLastEventId_IsAPlaceOrRefused(string id, int status)
    {
        await using var api = await ApiFixture.StartAsync();
        var job = await DoneAsync(api, Documents.Sum("events"));

        var answer = await api.SendAsync("GET", $"/api/jobs/{job}/events", headers: ("Last-Event-ID", id));

        // A place behind the end: the one who follows is told that nothing comes any more.
        Assert.True(answer.Status == status || (status == 200 && answer.Status == 204), $"{answer.Status}: {answer.Body}");
    }

    [Theory]
    [InlineData("/api/jobs?limit=2147483648")]
    [InlineData("/api/jobs?limit=-1")]
    [InlineData("/api/jobs?status=7")]
    [InlineData("/api/jobs/{job}/outputs/rows?count=99999999999")]
    [InlineData("/api/jobs/{job}/outputs/rows?first=-9223372036854775808")]
    [InlineData("/api/jobs/{job}/logs?first=2147483648")]
    [InlineData("/api/jobs/{job}/tasks/rows%5B99999999999999999999%5D")]
    [InlineData("/api/jobs/{job}/tasks/rows%5B-1%5D")]
    public async Task Get_NumberOutOfItsBounds_IsRefused(string path)
    {
        await using var api = await ApiFixture.StartAsync();
        var job = await DoneAsync(api, Documents.Sum("bounds"));

        var (status, body) = await api.SendAsync("GET", path.Replace("{job}", job, StringComparison.Ordinal));

        Assert.True(status is 400 or 404, $"{status}: {body}");
    }

    [Theory]
    [InlineData("text/csv", 200, "s")]
    [InlineData("text/csv; charset=utf-8", 200, "s")]
    [InlineData("application/xml, text/csv;q=0.5", 200, "s")]
    [InlineData("application/json", 200, "[{\"s\":45}]")]
    [InlineData("*/*", 200, "[{\"s\":45}]")]
    [InlineData("application/xml", 406, "application/json, application/x-ndjson, text/csv or")]
    [InlineData("image/png", 406, "application/json, application/x-ndjson, text/csv or")]
    public async Task Output_AsWanted_IsThatOr406(string accept, int status, string begins)
    {
        await using var api = await ApiFixture.StartAsync();
        var job = await DoneAsync(api, Documents.Sum("accept"));

        var answer = await api.SendAsync("GET", $"/api/jobs/{job}/outputs/total", headers: ("Accept", accept));

        Assert.True(answer.Status == status, $"{answer.Status}: {answer.Body}");
        if (status == 200) Assert.StartsWith(begins, answer.Body, StringComparison.Ordinal);
        else Assert.Contains(begins, answer.Body, StringComparison.Ordinal);
        if (accept.Contains("csv", StringComparison.Ordinal)) Assert.Equal(["s", "45"], answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim()));
    }

    internal static async Task<string> DoneAsync(ApiFixture api, string document)
    {
        var (status, body) = await api.SendAsync("POST", "/api/jobs", document);
        Assert.True(status == 202, body);
        using var submitted = JsonDocument.Parse(body);
        var job = submitted.RootElement.GetProperty("id").GetString()!;
        await Condition.WaitAsync("the job has ended", async () =>
        {
            using var seen = JsonDocument.Parse((await api.SendAsync("GET", $"/api/jobs/{job}")).Body);
            return seen.RootElement.GetProperty("hasEnded").GetBoolean();
        });
        return job;
    }
}
