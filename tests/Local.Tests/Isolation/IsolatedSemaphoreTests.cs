using System.Text.Json.Nodes;
using Serverless.Local.Tests.Functions;
using Serverless.Testing;

namespace Serverless.Local.Tests.Isolation;

/// <summary>A unit that runs alone in a process of its own takes semaphores as it would in its host.</summary>
public sealed class IsolatedSemaphoreTests
{
    [Fact]
    public async Task Run_TwoIsolatedUnitsWantASemaphoreOfOne_AreInsideOneAfterTheOther()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.Of("room"));
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "door", "policy": { "memory": "64MiB", "cpu": 0.5, "retries": 0 },
              "nodes": {
                "numbers": { "range": { "count": 2 } },
                "passed": { "map": "door.pass", "over": "numbers", "args": { "folder": "{{folder.Of("room")}}" } }
              },
              "outputs": ["passed"]
            }
            """);
        using (var set = ProgramRun.Start("serverless", ["semaphores", "set", DoorFunctions.Semaphore, "--limit", "1", "--data", folder.Of("data")])) Assert.Equal(0, await set.WaitAsync());

        using var run = ProgramRun.Start(
            "serverless",
            ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--memory", "640MiB", "--output", "json", "--functions", typeof(DoorFunctions).Assembly.Location],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "1" });

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        var fences = JsonNode.Parse(run.Output)!["outputs"]!["passed"]!.AsArray().Select(f => (long)f!).ToList();
        Assert.NotEqual(fences[0], fences[1]);
        // Both ran in processes of their own, and at the same time.
        var processes = new[] { "wants-0", "wants-1" }.Select(f => File.ReadAllText(folder.Of("room", f))).Append($"{run.Id}").Distinct(StringComparer.Ordinal);
        Assert.Equal(3, processes.Count());
        using var show = ProgramRun.Start("serverless", ["semaphores", "show", DoorFunctions.Semaphore, "--data", folder.Of("data"), "--output", "json"]);
        Assert.Equal(0, await show.WaitAsync());
        Assert.Equal(0, (int)JsonNode.Parse(show.Output)!["held"]!);
    }
}
