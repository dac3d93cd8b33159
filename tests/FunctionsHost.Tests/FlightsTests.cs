using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.FunctionsHost.Kit;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.FunctionsHost.Tests;

/// <summary>The flights sample on Durable Functions gives what it gives embedded.</summary>
[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class FlightsTests(FunctionsApp app) : HostTest
{
    // What a dataset has, whatever its files are called and in which order they have it.
    private const string Fingerprint =
        """{ "version": 1, "name": "fingerprint", "nodes": { "all": { "read": { "dataset": "flights" } }, "sums": { "call": "sql", "over": "all", "args": { "query": "SELECT month, count(*) AS n, bit_xor(hash(date, delay, distance, origin, destination))::VARCHAR AS h FROM input GROUP BY ALL ORDER BY ALL" } } }, "outputs": ["sums"] }""";

    [Fact]
    public async Task Flights_BothJobs_EqualTheEmbeddedRun()
    {
        using var folder = new TempFolder();
        var (delays, fingerprint) = await RunEmbeddedAsync(folder);
        await RunAsync(await PartitionAsync());
        await RunAsync(await SampleAsync("job.json"));
        var sums = await RunAsync(Fingerprint);

        Assert.Equal(Rows(delays), Rows((await Host.GetAsync($"/api/jobs/flight-delays-{Salt}/outputs/delays")).GetRawText()));
        Assert.Equal(Rows(fingerprint), Rows((await Host.GetAsync($"/api/jobs/{sums}/outputs/sums")).GetRawText()));
    }

    protected override JobHostClient Connect() => app.Connect();

    private static Task<string> SampleAsync(string file) => File.ReadAllTextAsync(RepositoryRoot.Of("samples", "flights", file));

    // A host reads no files of the machine that asks: they are uploaded, and named.
    private async Task<string> PartitionAsync()
    {
        var document = JsonNode.Parse(await SampleAsync("partition.json"))!;
        var files = document["nodes"]!["raw"]!["read"]!["files"]!.AsArray();
        var local = Path.GetFullPath(files[0]!.GetValue<string>(), RepositoryRoot.Of("samples", "flights"));
        await app.Container.CreateIfNotExistsAsync();
        await app.Container.GetBlobClient("upload/flights.parquet").UploadAsync(local, overwrite: true);
        files[0] = "upload/flights.parquet";
        return document.ToJsonString();
    }

    private async Task<string> RunAsync(string document)
    {
        var id = $"{JsonNode.Parse(document)!["name"]}-{Salt}";
        using (var accepted = await Host.PostAsync($"/api/jobs?id={id}&after=done", document)) Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync());
        var end = await Host.EndAsync(id);
        Assert.True(end.GetProperty("status").GetString() == "done", end.GetRawText());
        return id;
    }

    private static async Task<(string Delays, string Fingerprint)> RunEmbeddedAsync(TempFolder folder)
    {
        var sums = folder.Of("fingerprint.json");
        await File.WriteAllTextAsync(sums, Fingerprint);
        var delays = await RunEmbeddedAsync(folder, RepositoryRoot.Of("samples", "flights", "job.json"), "delays");
        return (delays, await RunEmbeddedAsync(folder, sums, "sums"));
    }

    private static async Task<string> RunEmbeddedAsync(TempFolder folder, string file, string output)
    {
        using var run = ProgramRun.Start(Path.Combine(BuiltProgram.FolderOf("functions", "Local"), "serverless"), ["run", file, "--data", folder.Of("data"), "--output", "json"]);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        return json.RootElement.GetProperty("outputs").GetProperty(output).GetRawText();
    }

    // Sums of floating-point numbers in another order: equal to ten digits.
    private static IReadOnlyList<string> Rows(string array)
    {
        using var json = JsonDocument.Parse(array);
        return [.. json.RootElement.EnumerateArray().Select(static row => string.Join(" | ", row.EnumerateObject().Select(static c => $"{c.Name} {(c.Value.ValueKind == JsonValueKind.Number ? c.Value.GetDouble().ToString("G10") : c.Value.GetRawText())}"))).Order(StringComparer.Ordinal)];
    }
}
