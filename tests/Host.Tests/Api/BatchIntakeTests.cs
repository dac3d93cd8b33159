using System.Text;
using System.Text.Json;
using Serverless.Api.Batch;
using Serverless.JobHost.Conformance;

namespace Serverless.Host.Tests.Api;

public sealed class BatchIntakeTests
{
    [Fact]
    public async Task Handle_DeliveredTwiceAndAtOnce_IsOneJob()
    {
        await using var api = await ApiFixture.StartAsync();
        var intake = new BatchIntake(api.Services, "default");
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => HandleAsync(intake, "3F2504E0-4F89-11D3-9A0C-0305E82C3301", Documents.Sum("batch"))));

        Assert.All(results, r => Assert.Equal(new BatchResult("q-3f2504e0-4f89-11d3-9a0c-0305e82c3301", null), r));
        Assert.Single(await JobsAsync(api));
        Assert.Equal(results[0], await HandleAsync(intake, "3F2504E0-4F89-11D3-9A0C-0305E82C3301", Documents.Sum("batch")));
        Assert.Single(await JobsAsync(api));
    }

    [Fact]
    public async Task Handle_PutTwiceWithAnId_IsOneJob()
    {
        await using var api = await ApiFixture.StartAsync();
        var intake = new BatchIntake(api.Services, "default");
        var message = $$"""{ "id": "nightly-7", "job": {{Documents.Sum("batch")}} }""";

        Assert.Equal("nightly-7", (await HandleAsync(intake, "first", message)).JobId);
        Assert.Equal("nightly-7", (await HandleAsync(intake, "second", message)).JobId);
        Assert.Single(await JobsAsync(api));
    }

    [Theory]
    [InlineData("""{ "blob": "later.json", "params": { "day": "2026-11-30" } }""", "2026-11-30")]
    [InlineData("""{ "id": "later-1", "job": DOCUMENT, "params": { "day": "2026-12-24" } }""", "2026-12-24")]
    [InlineData("DOCUMENT", "2000-01-01")]
    public async Task Handle_WithParameters_GivesThemToTheDocument(string message, string day)
    {
        await using var api = await ApiFixture.StartAsync();
        var document = Documents.Later("batch", """{ "day": "2000-01-01", "days": 3 }""");
        await api.Services.Tenants["default"].Blobs.PutAsync(new Storage.BlobName("later.json"), Encoding.UTF8.GetBytes(document), Storage.BlobCondition.None, CancellationToken.None);

        var result = await HandleAsync(new BatchIntake(api.Services, "default"), "m1", message.Replace("DOCUMENT", document, StringComparison.Ordinal));

        Assert.Null(result.Rejected);
        Assert.Equal($$"""{"day":"{{day}}","days":3}""", JsonSerializer.Serialize(Assert.Single(await JobsAsync(api)).GetProperty("params")));
    }

    [Theory]
    [InlineData("not JSON", "no JSON")]
    [InlineData("""{ "blob": "none.json", "params": [1] }""", "an object of names and values")]
    [InlineData("""{ "id": "x", "job": { "version": 1, "name": "x", "nodes": { "a": { "range": 1 } }, "outputs": ["a"] }, "params": { "day": 1 } }""", "There is no parameter 'day'")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("{}", "neither a job document")]
    [InlineData("""{ "blob": "a", "tenant": "other" }""", "neither a job document")]
    [InlineData("""{ "blob": "../other/x" }""", "is no blob name")]
    [InlineData("""{ "blob": "none.json" }""", "There is no blob 'none.json'")]
    [InlineData("""{ "id": "No Id", "blob": "x" }""", "is no job id")]
    [InlineData("""{ "version": 1, "name": "x", "nodes": {}, "outputs": ["a"] }""", "")]
    public async Task Handle_NoJob_IsListedOnceWithTheReason(string message, string reason)
    {
        await using var api = await ApiFixture.StartAsync();
        var intake = new BatchIntake(api.Services, "default");
        var first = await HandleAsync(intake, "m1", message);
        var again = await HandleAsync(intake, "m1", message);

        Assert.Contains(reason, first.Rejected!, StringComparison.Ordinal);
        Assert.Equal(first, again);
        var job = Assert.Single(await JobsAsync(api));
        Assert.Equal(("q-m1", "rejected"), (job.GetProperty("id").GetString(), job.GetProperty("status").GetString()));
        Assert.Equal(204, (await api.SendAsync("GET", "/api/jobs/q-m1/events")).Status);
    }

    private static Task<BatchResult> HandleAsync(BatchIntake intake, string id, string message) => intake.HandleAsync(id, Encoding.UTF8.GetBytes(message), CancellationToken.None);

    private static async Task<List<JsonElement>> JobsAsync(ApiFixture api)
    {
        using var page = JsonDocument.Parse((await api.SendAsync("GET", "/api/jobs")).Body);
        return [.. page.RootElement.GetProperty("jobs").EnumerateArray().Select(j => j.Clone())];
    }
}
