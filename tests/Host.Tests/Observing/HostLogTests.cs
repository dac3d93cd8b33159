using System.Text.Json;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests.Observing;

/// <summary>What a host and a run tell on standard error.</summary>
public sealed class HostLogTests
{
    [Fact]
    public async Task Host_ToldToTellJson_SaysNothingElse()
    {
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"), more: ["--log-format", "json", "--log-level", "trace"]);
        using var client = host.Connect();
        var id = await client.SubmitAsync(Documents.Sum("json"));
        await client.EndAsync(id);
        await client.EndAsync(await client.SubmitAsync(Documents.Failing("json")));
        Assert.Equal(0, await host.TerminateAsync(TimeSpan.FromSeconds(30)));

        var lines = host.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.All(lines, l => Assert.True(l.TryGetProperty("time", out var at) && at.GetString()!.EndsWith('Z') && l.TryGetProperty("message", out _) && l.TryGetProperty("category", out _), l.GetRawText()));
        var ended = lines.Single(l => EventOf(l) == 3002);
        Assert.Equal(("information", id, "default", "done"), (ended.GetProperty("level").GetString(), Value(ended, "job"), Value(ended, "tenant"), Value(ended, "status")));
        var unit = lines.First(l => EventOf(l) == 4002);
        Assert.Equal((id, 0, 0), (Value(unit, "job"), unit.GetProperty("values").GetProperty("stage").GetInt32(), unit.GetProperty("values").GetProperty("block").GetInt32()));
        Assert.Contains(lines, l => EventOf(l) == 3003 && l.GetProperty("level").GetString() == "error");
    }

    [Fact]
    public async Task Host_ByDefault_TellsStartsAndEndsOfJobsAndNoUnits()
    {
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"));
        using var client = host.Connect();
        var id = await client.SubmitAsync(Documents.Sum("console"));
        await client.EndAsync(id);
        Assert.Equal(0, await host.TerminateAsync(TimeSpan.FromSeconds(30)));

        Assert.Contains($"information [3001] Job {id} of tenant default started: sum", host.Errors, StringComparison.Ordinal);
        Assert.Contains($"information [3002] Job {id} of tenant default ended: done", host.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("[4001]", host.Errors, StringComparison.Ordinal);
    }

    /// <summary>Everything that a host is told in confidence, in everything that it tells.</summary>
    [Fact]
    public async Task Logs_OfEverything_HaveNoSecret()
    {
        string[] secrets = ["sekret-of-a-key", "sekret-of-a-variable", "sekret-in-an-argument", "sekret-in-the-environment", "sekret-of-a-signature", "sekret-of-a-header", "sekret-in-sql", "sekret-of-a-user"];
        using var folder = new TempFolder();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GIVEN"] = secrets[1], ["SERVERLESS_API_KEY"] = secrets[0] };
        using var host = await HostProgram.StartAsync(
            folder.Of("data"), more: ["--log-level", "trace", "--allow-exec", "--allow-env", "GIVEN", "--allow-private-addresses"], environment: environment);
        using var client = host.Connect();
        client.Http.DefaultRequestHeaders.Add("X-Api-Key", secrets[0]);
        using (var refused = await client.Http.GetAsync(new Uri("/api/jobs?key=sekret-of-a-key", UriKind.Relative))) Assert.False(refused.IsSuccessStatusCode);
        client.Http.DefaultRequestHeaders.Remove("X-Api-Key");
        foreach (var node in new[]
        {
            """{ "call": "exec", "args": { "command": ["sh", "-c", "echo $A $B >&2; exit 3", "sekret-in-an-argument"], "environment": { "A": { "env": "GIVEN" }, "B": "sekret-in-the-environment" } }, "policy": { "retries": 1 } }""",
            """{ "call": "http.get", "args": { "url": "http://me:sekret-of-a-user@127.0.0.1:9/x?sv=1&sig=sekret-of-a-signature", "headers": { "Authorization": "Bearer sekret-of-a-header" } }, "policy": { "retries": 1 } }""",
            """{ "call": "sql", "args": { "query": "SELECT CAST('sekret-in-sql' AS INTEGER)" } }""",
        })
        {
            using var answer = await client.PostAsync("/api/jobs", $$"""{ "version": 1, "name": "secrets", "nodes": { "node": {{node}} }, "outputs": ["node"] }""");
            if (!answer.IsSuccessStatusCode) continue;
            using var job = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            await client.EndAsync(job.RootElement.GetProperty("id").GetString()!);
        }
        Assert.Equal(0, await host.TerminateAsync(TimeSpan.FromSeconds(30)));

        // Told at all: else nothing would be shown by this.
        Assert.Contains("[4003]", host.Errors, StringComparison.Ordinal);
        Assert.Contains("[5001]", host.Errors, StringComparison.Ordinal);
        Assert.All(secrets, s => Assert.DoesNotContain(s, host.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_StorageThatIsNotThere_TellsNoKeyOfItsConnection()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), Documents.Sum("connection"));
        var key = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("sekret of the account's storage key, 64 bytes of it or so, as they are"));
        var connection = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={key};BlobEndpoint=http://127.0.0.1:9/devstoreaccount1;QueueEndpoint=http://127.0.0.1:9/devstoreaccount1";
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--storage", connection, "--log-level", "trace"]);

        Assert.Equal(3, await run.WaitAsync());

        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain(key, run.Errors + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatFails_KeepsItsLogOutOfItsOutput()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), Documents.Failing("output"));
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--log-level", "debug", "--log-format", "json", "--output", "json"]);

        Assert.Equal(1, await run.WaitAsync());

        Assert.All(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), l => JsonDocument.Parse(l));
        Assert.Contains("\"event\":4003", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("4003", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ThatFails_TellsItOnceUnlessLinesAreAskedFor(bool asks)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), Documents.Failing("once"));
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), .. asks ? new[] { "--log-level", "error" } : []]);

        Assert.Equal(1, await run.WaitAsync());

        Assert.Equal(asks, run.Errors.Contains("[4003]", StringComparison.Ordinal));
        Assert.Equal(asks, run.Errors.Contains("[3003]", StringComparison.Ordinal));
    }

    private static int EventOf(JsonElement line) => line.TryGetProperty("event", out var id) ? id.GetInt32() : 0;

    private static string? Value(JsonElement line, string name) => line.GetProperty("values").GetProperty(name).GetString();
}
