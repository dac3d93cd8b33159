using System.Text;
using System.Text.Json;
using Serverless.FunctionsHost.Kit;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.FunctionsHost.Tests;

/// <summary>The queue for batch runs, as other people's programs fill it.</summary>
[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class BatchQueueTests(FunctionsApp app) : HostTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_InEitherEncoding_RunsItsJob(bool base64)
    {
        var name = $"batch-{Salt}";
        await SendAsync(Named(Documents.Sum(Salt), name), base64);

        Assert.Equal("done", (await EndAsync(name)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Message_ThatCannotBeAJob_IsSetAsideWithTheReason()
    {
        await SendAsync($$"""{ "version": 1, "name": "bad-{{Salt}}", "nodes": { "a": { "call": "sqll" } }, "outputs": ["a"] }""", base64: false);

        string? found = null;
        await Condition.WaitAsync("the message is set aside", async () =>
        {
            if (!(await app.Queue("jobs-poison").ExistsAsync()).Value) return false;
            foreach (var message in (await app.Queue("jobs-poison").PeekMessagesAsync(32)).Value)
            {
                // Written as the SDKs of other languages read it.
                var text = Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString()));
                if (text.Contains(Salt, StringComparison.Ordinal)) found = text;
            }
            return found is not null;
        });
        // The reason's line, then the message as it came.
        Assert.Contains("sqll", JsonElement.Parse(found!.Split('\n')[0]).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Before")]
    [InlineData("After")]
    public async Task Message_WhoseWorkerDies_ComesAgainAndIsOneJob(string fault)
    {
        var name = $"again-{Salt}";
        await app.PlanFaultAsync("RunBatch", fault);
        await SendAsync(Named(Documents.Sum(Salt), name), base64: false);

        Assert.Equal("done", (await EndAsync(name)).GetProperty("status").GetString());
        Assert.Empty((await app.StateAsync()).OpenFaults);
        await Condition.WaitAsync("the message is gone", async () => (await app.Queue("jobs").GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        Assert.Single(await JobsAsync(name));
    }

    [Fact]
    public async Task Queues_OfAFreshApp_AreThere()
        => Assert.True((await app.Queue("jobs").ExistsAsync()).Value);

    protected override JobHostClient Connect() => app.Connect();

    private static string Named(string document, string name) => document.Replace("\"name\": \"sum\"", $"\"name\": \"{name}\"", StringComparison.Ordinal);

    private async Task SendAsync(string document, bool base64) =>
        await app.Queue("jobs").SendMessageAsync(base64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(document)) : document);

    private async Task<JsonElement> EndAsync(string name)
    {
        await Condition.WaitAsync($"job {name} started", async () => (await JobsAsync(name)).Count > 0);
        return await Host.EndAsync((await JobsAsync(name))[0].GetProperty("id").GetString()!);
    }

    private async Task<List<JsonElement>> JobsAsync(string name) =>
        [.. (await Host.GetAsync("/api/jobs?limit=500")).GetProperty("jobs").EnumerateArray().Where(j => j.GetProperty("name").GetString() == name)];
}
