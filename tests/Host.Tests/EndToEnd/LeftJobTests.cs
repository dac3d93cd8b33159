using System.Text.Json;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests.EndToEnd;

/// <summary>Jobs that a killed <c>run</c> left in its hub.</summary>
public sealed class LeftJobTests
{
    // Reads a file of this machine once its slow part is done: by anyone who runs the hub then.
    private static readonly string Document = $$"""
        { "version": 1, "name": "left", "nodes": {
            "slow": { "call": "sql", "args": { "query": "SELECT count(*)::BIGINT AS n FROM range(100000000) t(i) WHERE hash(i) % 7 <> 3" } },
            "flights": { "read": { "files": [{{JsonSerializer.Serialize(RepositoryRoot.Of("samples", "flights", "data", "flights-3m.parquet"))}}] }, "after": ["slow"] },
            "count": { "map": "sql", "over": "flights", "args": { "query": "SELECT count(*)::BIGINT AS n FROM input" } } },
          "outputs": ["count"] }
        """;

    [Fact]
    public async Task Host_FindsAJobOfRun_ReadsItsFilesAndRefusesThoseOfOthers()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), Document);
        using (var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")]))
        {
            await Condition.WaitAsync("the job runs", () => run.HasExited ? throw new InvalidOperationException(run.Errors) : run.Errors.Contains("stage 1", StringComparison.Ordinal));
            await run.KillAsync();
        }
        using var host = await HostProgram.StartAsync(folder.Of("data"));
        using var client = host.Connect();
        var left = Assert.Single((await client.GetAsync("/api/jobs")).GetProperty("jobs").EnumerateArray());
        var id = left.GetProperty("id").GetString()!;

        var ended = await client.EndAsync(id);
        Assert.True(ended.GetProperty("status").GetString() == "done", ended.GetRawText());
        Assert.Equal("""[{"n":3000000}]""", (await client.GetAsync($"/api/jobs/{id}/outputs/count")).GetRawText());

        // The same document from elsewhere comes without a folder: its file is no one's to read.
        var other = await client.EndAsync(await client.SubmitAsync(Document, "from-elsewhere"));
        Assert.Equal("failed", other.GetProperty("status").GetString());
        Assert.Contains("a file of the machine that asks", other.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnotherJobIsUnderWay_SuspendsAllOfIt()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("slow.json"), Documents.Slow("under way", calls: 24));
        await File.WriteAllTextAsync(folder.Of("quick.json"), Documents.Sum("quick"));
        using (var run = ProgramRun.Start("serverless", ["run", folder.Of("slow.json"), "--data", folder.Of("data")]))
        {
            await Condition.WaitAsync("a unit is done", () => run.HasExited ? throw new InvalidOperationException(run.Errors) : run.Errors.Contains("1 of 1 tasks", StringComparison.Ordinal));
            await run.KillAsync();
        }
        using var quick = ProgramRun.Start("serverless", ["run", folder.Of("quick.json"), "--data", folder.Of("data")]);
        Assert.Equal(0, await quick.WaitAsync());
        Assert.Contains("Suspended, not finished:", quick.Errors, StringComparison.Ordinal);

        using var host = await HostProgram.StartAsync(folder.Of("data"));
        using var client = host.Connect();
        var slow = (await client.GetAsync("/api/jobs")).GetProperty("jobs").EnumerateArray().Single(j => j.GetProperty("name").GetString() == "slow").GetProperty("id").GetString()!;
        Assert.Equal("suspended", await client.StatusAsync(slow));
        // What had begun may end: suspended is the deciding, not a unit in its slot. Another job is the clock: after the
        // first round of it all of that has ended, and while the second runs nothing of the suspended one moves.
        await client.EndAsync(await client.SubmitAsync(Documents.Slow("clock", calls: 4)));
        var ended = await FoundAsync(client);
        await client.EndAsync(await client.SubmitAsync(Documents.Slow("clock again", calls: 2)));
        Assert.Equal(ended, await FoundAsync(client));
        Assert.InRange(ended, 1, 23);
    }

    private static async Task<long> FoundAsync(JobHostClient client)
    {
        using var answer = await client.PostAsync("/api/explain", Documents.Slow("under way", calls: 24));
        using var plan = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return plan.RootElement.GetProperty("foundTasks").GetInt64();
    }
}
