using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Local.Tests.Isolation;

/// <summary>A unit that dies, in its host and then alone in a process of its own, while it holds a semaphore.</summary>
public sealed class AbandonedLeaseTests
{
    [Fact]
    public async Task Run_HolderDiesTwice_ItsLeasesExpireAndAreNotGivenBack()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            {
              "version": 1, "name": "harm",
              "nodes": {
                "numbers": { "range": { "count": 3 } },
                "harmed": { "map": "harm.crash", "over": "numbers", "policy": { "semaphores": { "db": 1 } } }
              },
              "outputs": ["harmed"]
            }
            """);
        string[] data = ["--data", folder.Of("data")];
        using (var set = ProgramRun.Start("serverless", ["semaphores", "set", "db", "--limit", "1", "--lease", "00:00:05", .. data])) Assert.Equal(0, await set.WaitAsync());

        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--functions", typeof(AbandonedLeaseTests).Assembly.Location, .. data]);
        Assert.True(await run.WaitAsync() == 1, run.Errors);
        Assert.Contains("its process died twice", run.Errors, StringComparison.Ordinal);

        using var show = ProgramRun.Start("serverless", ["semaphores", "show", "db", "--output", "json", .. data]);
        Assert.Equal(0, await show.WaitAsync());
        var semaphore = JsonNode.Parse(show.Output)!;
        var totals = semaphore["totals"]!;
        // Two units ended well and gave theirs back; the third took one in each of the two processes that died. What did not expire yet is still held.
        Assert.Equal((4, 2, 2), ((int)totals["acquired"]!, (int)totals["released"]!, (int)totals["expired"]! + (int)semaphore["held"]!));
    }
}
