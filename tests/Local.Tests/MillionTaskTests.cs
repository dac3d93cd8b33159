using System.Text.Json.Nodes;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Local.Tests;

public sealed class MillionTaskTests
{
    private const long Count = 1_000_000;

    // 50 units and more: a kill hits between them.
    private static readonly Dictionary<string, string> SmallUnits = new(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "20" };

    [Fact]
    public async Task Run_KilledInTheMiddleOfAMillionTasks_RunsNoFinishedRangeAgain()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "million",
              "nodes": {
                "n": { "range": { "count": {{Count}} } },
                "squares": { "map": "math.square", "over": "n" },
                "sum": { "reduce": "math.add", "over": "squares", "splitEvery": 1000 }
              },
              "outputs": ["sum"]
            }
            """);
        string[] command = ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--output", "json"];
        using (var victim = ProgramRun.Start("serverless", command, SmallUnits))
        {
            await Condition.WaitAsync("some units are recorded", async () => (await RecordsAsync(folder)).Count >= 1, TimeSpan.FromMinutes(1));
            await victim.KillAsync();
        }
        var before = await RecordsAsync(folder);
        using var again = ProgramRun.Start("serverless", command, SmallUnits);

        Assert.True(await again.WaitAsync() == 0, again.Errors);
        var result = JsonNode.Parse(again.Output)!;
        Assert.Equal(Enumerable.Range(0, (int)Count).Sum(i => (long)i * i), (long)result["outputs"]!["sum"]!);
        // A record is created once and names its job's attempt: a range that ran again would have another version.
        var after = await RecordsAsync(folder);
        Assert.All(before, r => Assert.Equal(r.Value, after[r.Key]));
        Assert.True((long)result["found"]! >= before.Count * 20_000L && (long)result["found"]! <= Count, $"found {result["found"]}, records {before.Count}");
        Assert.Matches(@"continuing job \w+: \d+ finished ranges found \([\d,]+ tasks\), they are not run again", again.Errors);
        Assert.Matches(@"million: done: [\d,]+ tasks in \d+ units.* tasks found finished and not run again", again.Errors);
    }

    private static async Task<Dictionary<string, ETag>> RecordsAsync(TempFolder folder)
    {
        var found = new Dictionary<string, ETag>(StringComparer.Ordinal);
        if (!Directory.Exists(folder.Of("data", "blobs"))) return found;
        await foreach (var blob in new LocalBlobAccount(folder.Of("data"), TimeProvider.System).GetContainer("default").ListAsync("ledger/", default)) found[blob.Name.Value] = blob.ETag;
        return found;
    }
}
