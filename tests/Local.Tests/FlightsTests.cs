using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Local.Tests;

public sealed class FlightsTests(FlightsResult flights) : IClassFixture<FlightsResult>
{
    private static readonly Dictionary<string, string> SmallUnits = new(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "1" };

    [Fact]
    public async Task Run_LocalStorage_GivesTheResultOfOneBareQuery()
    {
        using var data = new TempFolder();
        using var run = ProgramRun.Start("serverless", ["run", FlightsResult.Job, "--data", data.Of("d"), "--output", "json"]);

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        flights.AssertSame(run.Output);
    }

    [Fact]
    [Trait("Needs", "Node")]
    public async Task Run_Azurite_GivesTheSame()
    {
        await using var azurite = await Azurite.StartAsync();
        using var data = new TempFolder();
        using var run = ProgramRun.Start("serverless", ["run", FlightsResult.Job, "--data", data.Of("d"), "--storage", azurite.ConnectionString, "--output", "json"]);

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        flights.AssertSame(run.Output);
        Assert.False(Directory.Exists(data.Of("d", "blobs")));
    }

    [Fact]
    public async Task Run_Text_PrintsATableAndAClosingLine()
    {
        using var data = new TempFolder();
        using var run = ProgramRun.Start("serverless", ["run", FlightsResult.Job, "--data", data.Of("d")]);

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.All(FlightsResult.Shown(), block => Assert.Contains(block, run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal));
        Assert.Matches(@"flight-delays: done: \d+ tasks in \d+ units, [\d,]+ rows, [\d.]+ [KM]iB written in [\d.]+ s, [1-9][\d,]* storage operations", run.Errors);
    }

    [Fact]
    public async Task Run_Again_FindsEverythingFinishedAndDataFilesHaveTheSameBytes()
    {
        using var data = new TempFolder();
        var bytes = new List<string>();
        foreach (var folder in new[] { "a", "b", "a" })
        {
            using var run = ProgramRun.Start("serverless", ["run", FlightsResult.Job, "--data", data.Of(folder), "--output", "json"]);
            Assert.True(await run.WaitAsync() == 0, run.Errors);
            flights.AssertSame(run.Output);
            bytes.Add(await DataFilesAsync(data.Of(folder)));
            Assert.Equal(bytes.Count == 3, (long)JsonNode.Parse(run.Output)!["tasks"]! == 0);
        }
        Assert.Equal(bytes[0], bytes[1]);
        Assert.Equal(bytes[0], bytes[2]);
    }

    [Fact]
    public async Task Run_KilledAtRandomTimes_ContinuesAndRunsNoFinishedRangeAgain()
    {
        using var data = new TempFolder();
        var random = new Random(20260101);
        var kills = 0;
        for (var round = 0; round < 4; round++)
        {
            var folder = data.Of($"{round}");
            using (var victim = ProgramRun.Start("serverless", ["run", FlightsResult.Job, "--data", folder], SmallUnits))
            {
                var units = random.Next(0, 9);
                await Condition.WaitAsync($"{units} units are recorded", async () => victim.HasExited || (await ListAsync(folder, "ledger/")).Count >= units, TimeSpan.FromMinutes(1));
                if (!victim.HasExited) kills++;
                await victim.KillAsync();
            }
            var before = await ListAsync(folder, "ledger/");
            using var again = ProgramRun.Start("serverless", ["run", FlightsResult.Job, "--data", folder, "--output", "json"], SmallUnits);
            Assert.True(await again.WaitAsync() == 0, again.Errors);
            flights.AssertSame(again.Output);
            var after = await ListAsync(folder, "ledger/");
            // A record is written once: a range that ran again would have a second one, or another version.
            Assert.All(before, r => Assert.Equal(r.Value, after[r.Key]));
            Assert.DoesNotContain((await ListAsync(folder, "jobs/")).Keys, name => name.Contains("/attempts/", StringComparison.Ordinal));
        }
        Assert.True(kills >= 2, $"Only {kills} kills hit a running job.");
    }

    private static IBlobStore Blobs(string folder) => new LocalBlobAccount(folder, TimeProvider.System).GetContainer("default");

    private static async Task<Dictionary<string, ETag>> ListAsync(string folder, string prefix)
    {
        var found = new Dictionary<string, ETag>(StringComparer.Ordinal);
        await foreach (var blob in Blobs(folder).ListAsync(prefix, default)) found[blob.Name.Value] = blob.ETag;
        return found;
    }

    private static async Task<string> DataFilesAsync(string folder)
    {
        var hashes = new List<string>();
        foreach (var name in (await ListAsync(folder, "")).Keys.Where(n => n.EndsWith(".parquet", StringComparison.Ordinal)))
            hashes.Add(Convert.ToHexString(SHA256.HashData((await Blobs(folder).GetAsync(new BlobName(name), default))!.Bytes.Span)));
        Assert.NotEmpty(hashes);
        return string.Join('\n', hashes.Order(StringComparer.Ordinal));
    }
}
