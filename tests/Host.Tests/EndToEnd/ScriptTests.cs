using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests.EndToEnd;

/// <summary>A night on Azurite, as a script would live it: HTTP, queue, lost connections, a killed host, a stopped one.</summary>
[Trait("Needs", "Node")]
public sealed class ScriptTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = Azurite.FreePort();
    private Azurite _azurite = null!;
    private HostProgram _host = null!;

    public async Task InitializeAsync()
    {
        _azurite = await Azurite.StartAsync();
        _host = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        _host.Dispose();
        await _azurite.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Host_KilledWhileAJobRuns_FinishesItAndEventsGoOnWhereTheConnectionBroke()
    {
        using var client = _host.Connect();
        var job = await client.SubmitAsync(Documents.Slow("script"));
        List<ServerEvent> seen;
        using (var cut = await client.EventsAsync(job)) seen = await ServerEvent.ReadAsync(cut, most: 2);
        using (var again = await client.EventsAsync(job, seen[^1].Id)) seen.AddRange(await ServerEvent.ReadAsync(again, most: 1));

        await _host.KillAsync();
        Assert.NotEqual("job.ended", seen[^1].Type);
        _host.Dispose();
        _host = await StartAsync();

        using var rest = await client.EventsAsync(job, seen[^1].Id);
        seen.AddRange(await ServerEvent.ReadAsync(rest));
        Assert.Equal("job.ended", seen[^1].Type);
        Assert.Equal(seen.Count, seen.Select(e => e.Id).Distinct().Count());
        var units = seen.Where(e => e.Type == "unit.ended").Select(e => e.Data.GetProperty("data").GetProperty("unit").GetInt32()).ToList();
        Assert.Equal(Enumerable.Range(0, 13), units.Order());
        Assert.Equal("done", await client.StatusAsync(job));
        Assert.Equal("""[{"parts":12}]""", (await client.GetAsync($"/api/jobs/{job}/outputs/total")).GetRawText());
    }

    [Fact]
    public async Task Queue_MessagesOfTheAzureSdk_BecomeJobsOrAreSetAsideWithTheReason()
    {
        using var client = _host.Connect();
        var queue = new QueueClient(_azurite.ConnectionString, "jobs", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateIfNotExistsAsync();
        var container = new BlobContainerClient(_azurite.ConnectionString, "default");
        await container.CreateIfNotExistsAsync();
        await container.UploadBlobAsync("incoming/nightly.json", BinaryData.FromString(Documents.Sum("by blob")));

        var direct = (await queue.SendMessageAsync(Documents.Sum("by message"))).Value.MessageId;
        var byBlob = (await queue.SendMessageAsync("""{ "blob": "incoming/nightly.json" }""")).Value.MessageId;
        var poison = (await queue.SendMessageAsync("""{ "blob": "incoming/none.json" }""")).Value.MessageId;

        foreach (var message in new[] { direct, byBlob })
        {
            await Condition.WaitAsync($"message {message} is a job", async () => (await Jobs(client)).Contains($"q-{message}", StringComparison.Ordinal));
            Assert.Equal("done", (await client.EndAsync($"q-{message}")).GetProperty("status").GetString());
            Assert.Equal("""[{"s":45}]""", (await client.GetAsync($"/api/jobs/q-{message}/outputs/total")).GetRawText());
        }
        await Condition.WaitAsync("the poison message is listed", async () => (await client.GetAsync("/api/jobs?status=rejected")).GetRawText().Contains(poison, StringComparison.Ordinal));
        Assert.Contains("There is no blob 'incoming/none.json'", (await client.GetAsync($"/api/jobs/q-{poison}")).GetProperty("reason").GetString(), StringComparison.Ordinal);

        var aside = new QueueClient(_azurite.ConnectionString, "jobs-poison");
        await Condition.WaitAsync("it is set aside and nothing is left", async () =>
            await aside.ExistsAsync() && (await aside.PeekMessageAsync()).Value is not null && (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        var letter = Encoding.UTF8.GetString(Convert.FromBase64String((await aside.PeekMessageAsync()).Value.MessageText));
        Assert.Contains("There is no blob", letter, StringComparison.Ordinal);
        Assert.EndsWith("""{ "blob": "incoming/none.json" }""", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_ToldToStop_EndsCleanlyWithUnitsAndStreamsOpenAndGoesOnNextTime()
    {
        using var client = _host.Connect();
        // One call that runs for minutes: waiting for it would be no draining.
        var job = await client.SubmitAsync(Documents.Slow("endless", calls: 1, work: 100_000_000_000));
        using var stream = await client.EventsAsync(job);
        await ServerEvent.ReadAsync(stream, most: 1);

        Assert.Equal(0, await _host.TerminateAsync(TimeSpan.FromSeconds(30)));
        _host.Dispose();
        _host = await StartAsync();

        Assert.Equal("running", await client.StatusAsync(job));
        using var cancelled = await client.PostAsync($"/api/jobs/{job}/cancel");
        Assert.Equal("cancelled", (await client.EndAsync(job)).GetProperty("status").GetString());
    }

    private static async Task<string> Jobs(JobHostClient client) => (await client.GetAsync("/api/jobs")).GetRawText();

    private Task<HostProgram> StartAsync() => HostProgram.StartAsync(_folder.Of("data"), _azurite.ConnectionString, _port);
}
