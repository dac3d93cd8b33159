using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Local.Tests.Functions;
using Serverless.Storage.Local;
using Serverless.Store.Records;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>A long unit records what it has every few seconds: kill -9 in its middle costs those seconds.</summary>
public sealed class LongUnitTests
{
    // Eight units of far more than five seconds each: with "continue" nothing is cut anew.
    private const int Tasks = 800;

    [Fact]
    public async Task Run_KilledInTheMiddleOfLongUnits_RunsNoRecordedTaskAgain()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.Of("marks"));
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "long", "policy": { "onError": "continue" },
              "nodes": {
                "n": { "range": { "count": {{Tasks}} } },
                "marked": { "map": "slow.mark", "over": "n", "args": { "folder": "{{folder.Of("marks")}}" } }
              },
              "outputs": ["marked"]
            }
            """);
        string[] command = ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--output", "json", "--functions", typeof(LongUnitTests).Assembly.Location];
        using (var victim = ProgramRun.Start("serverless", command))
        {
            await Condition.WaitAsync("a part of a unit is recorded", async () => (await RecordsAsync(folder)).Count > 0, TimeSpan.FromMinutes(1));
            // No unit has ended, and still it says how far it is.
            await Condition.WaitAsync("the progress tells of tasks", () => victim.Errors.Contains("long: marked: ", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
            await victim.KillAsync();
        }
        var before = await RecordsAsync(folder);
        // No unit had ended: what is recorded are parts of them.
        Assert.All(before, r => Assert.InRange(r.Tasks, 1, (Tasks / 8) - 1));

        using var again = ProgramRun.Start("serverless", command, new Dictionary<string, string>(StringComparer.Ordinal) { [SlowFunctions.HurryVariable] = "1" });

        Assert.True(await again.WaitAsync() == 0, again.Errors);
        Assert.Equal(Tasks, JsonNode.Parse(again.Output)!["outputs"]!["marked"]!.AsArray().Count);
        var recorded = before.SelectMany(r => Enumerable.Range((int)r.First, (int)r.Tasks)).ToList();
        Assert.All(recorded, task => Assert.Equal("x", File.ReadAllText(folder.Of("marks", $"{task}"))));
    }

    private static async Task<List<LedgerRecord>> RecordsAsync(TempFolder folder)
    {
        var found = new List<LedgerRecord>();
        if (!Directory.Exists(folder.Of("data", "blobs"))) return found;
        var blobs = new LocalBlobAccount(folder.Of("data"), TimeProvider.System).GetContainer("default");
        await foreach (var blob in blobs.ListAsync("ledger/", default))
        {
            if (await blobs.GetAsync(blob.Name, default) is { } content) found.Add(JsonSerializer.Deserialize<LedgerRecord>(content.Bytes.Span, Store.Json.ExecutionJson.Options)!);
        }
        return found;
    }
}
