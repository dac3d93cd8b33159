using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary><c>run --eager</c>: for the debugger.</summary>
public sealed class EagerTests
{
    private static readonly string[] Functions = ["--functions", typeof(EagerTests).Assembly.Location];

    [Fact]
    public async Task RunEager_Twice_RunsEveryTaskInOrderOnOneThreadEachTime()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder, "faulty.thread", 6);

        var (status, output, errors) = await RunAsync(folder);
        Assert.True(status == 0, errors);
        Assert.Contains("done: [0,1,2,3,4,5]", output, StringComparison.Ordinal);
        (status, _, errors) = await RunAsync(folder);
        Assert.True(status == 0, errors);

        var lines = (await File.ReadAllLinesAsync(folder.Of("trace"))).Select(l => l.Split(' ')).ToList();
        Assert.Equal([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], lines.Select(l => int.Parse(l[0], System.Globalization.CultureInfo.InvariantCulture)));
        // A process each, and in each one thread.
        Assert.All(new[] { lines.Take(6), lines.Skip(6) }, run => Assert.Single(run.Select(l => l[1]).Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task RunEager_TaskFails_StopsThereAndShowsIt()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder, "faulty.thread", 6);
        await File.WriteAllTextAsync(folder.Of("trace.stop"), "3");

        var (status, _, errors) = await RunAsync(folder);

        Assert.Equal(1, status);
        Assert.Contains("done[3]", errors, StringComparison.Ordinal);
        Assert.Contains("stopped as told", errors, StringComparison.Ordinal);
        Assert.Equal(4, (await File.ReadAllLinesAsync(folder.Of("trace"))).Length);
    }

    private static Task WriteAsync(TempFolder folder, string function, int count) => File.WriteAllTextAsync(folder.Of("job.json"), $$"""
        {
          "version": 1, "name": "eager", "policy": { "retries": 0 },
          "nodes": { "n": { "range": { "count": {{count}} } }, "done": { "map": "{{function}}", "over": "n", "args": { "file": "{{folder.Of("trace")}}" } } },
          "outputs": ["done"]
        }
        """);

    private static async Task<(int Status, string Output, string Errors)> RunAsync(TempFolder folder)
    {
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--eager", "--data", folder.Of("data"), .. Functions]);
        return (await run.WaitAsync(), run.Output, run.Errors);
    }
}
