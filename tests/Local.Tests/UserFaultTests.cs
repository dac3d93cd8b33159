using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>What user code does wrong, and what its user reads then.</summary>
public sealed class UserFaultTests : IDisposable
{
    private static readonly string[] Functions = ["--functions", typeof(UserFaultTests).Assembly.Location];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_TaskLeavesAThread_EndsAllTheSame()
    {
        using var run = await StartAsync("harm.leaveThread");

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.Contains("a: 7", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ExceptionThrowsWhenItIsAsked_IsTheTasksFailureWithItsTypeAndOneAttempt()
    {
        using var run = await StartAsync("harm.throwMute");

        Assert.True(await run.WaitAsync() == 1, run.Errors);
        Assert.All(["Task a[0] failed (UserException)", "harm.throwMute", "MuteException", "attempts: 1", "serverless rerun"], text => Assert.Contains(text, run.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ThreadOfUserCodeThrows_TheFailureHasTheException()
    {
        using var run = await StartAsync("harm.throwElsewhere");

        Assert.True(await run.WaitAsync() == 1, run.Errors);
        Assert.Contains("caused by: System.InvalidOperationException: nobody catches this", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_OfATaskThatEndedWell_AreThereAndProgressIsNoneOfThem()
    {
        using (var run = await StartAsync("harm.tell")) Assert.True(await run.WaitAsync() == 0, run.Errors);
        using var list = ProgramRun.Start("serverless", ["list", "--data", _folder.Of("data")]);
        Assert.True(await list.WaitAsync() == 0, list.Errors);

        using var logs = ProgramRun.Start("serverless", ["logs", list.Output.Split(' ')[0], "a[0]", "--data", _folder.Of("data")]);

        Assert.True(await logs.WaitAsync() == 0, logs.Errors);
        Assert.Equal("a[0]: about to begin", logs.Output.Trim());
    }

    [Fact]
    public async Task Run_DamagedResultOfAnOutput_IsMadeAgainInTheSameRun()
    {
        using (var first = await StartAsync("math.square")) Assert.True(await first.WaitAsync() == 0, first.Errors);
        foreach (var file in Directory.EnumerateFiles(_folder.Of("data"), "*", SearchOption.AllDirectories).Where(f => f.Contains("results", StringComparison.Ordinal))) Spoil(file);

        using var again = await StartAsync("math.square");

        Assert.True(await again.WaitAsync() == 0, again.Errors);
        Assert.Contains("It is made again", again.Errors, StringComparison.Ordinal);
        Assert.Contains("a: 49", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", again.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("index")]
    [InlineData("pins")]
    [InlineData("end.json")]
    public async Task ListCollectAndRun_OneByteIsNotWhatWasWritten_GoOn(string what)
    {
        using (var first = await StartAsync("math.square")) Assert.True(await first.WaitAsync() == 0, first.Errors);
        var files = Directory.EnumerateFiles(_folder.Of("data", "blobs"), "*", SearchOption.AllDirectories).Where(f => f.Contains($"{what}", StringComparison.Ordinal) && f.Contains("data", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files) Spoil(file);

        using var list = ProgramRun.Start("serverless", ["list", "--data", _folder.Of("data")]);
        Assert.True(await list.WaitAsync() == 0, list.Errors);
        Assert.Contains("done", list.Output, StringComparison.Ordinal);
        using var collect = ProgramRun.Start("serverless", ["cache", "collect", "--dry-run", "--data", _folder.Of("data")]);
        Assert.True(await collect.WaitAsync() == 0, collect.Errors);
        using var again = await StartAsync("math.square");
        Assert.True(await again.WaitAsync() == 0, again.Errors);
        Assert.Contains("a: 49", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FormatAndFile_WritesAllRowsAndPrintsNone()
    {
        await File.WriteAllTextAsync(_folder.Of("job.json"), """
            { "version": 1, "name": "rows", "nodes": { "t": { "call": "sql", "args": { "query": "SELECT range AS k FROM range(12000)" } } }, "outputs": ["t"] }
            """);
        using var run = ProgramRun.Start("serverless", ["run", _folder.Of("job.json"), "--data", _folder.Of("data"), "-o", _folder.Of("rows.csv")]);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.Equal(12_001, (await File.ReadAllLinesAsync(_folder.Of("rows.csv"))).Length);
        Assert.Empty(run.Output);

        using var json = ProgramRun.Start("serverless", ["run", _folder.Of("job.json"), "--data", _folder.Of("data"), "--output", "json"]);
        Assert.True(await json.WaitAsync() == 0, json.Errors);
        Assert.Equal(10_000, JsonNode.Parse(json.Output)!["outputs"]!["t"]!.AsArray().Count);
        Assert.Contains("more than 10,000 rows", json.Errors, StringComparison.Ordinal);
    }

    private async Task<ProgramRun> StartAsync(string function)
    {
        await File.WriteAllTextAsync(_folder.Of("job.json"), $$"""{ "version": 1, "name": "fault", "nodes": { "a": { "call": "{{function}}", "args": [7] } }, "outputs": ["a"] }""");
        return ProgramRun.Start("serverless", ["run", _folder.Of("job.json"), "--data", _folder.Of("data"), .. Functions]);
    }

    // A byte in the middle, to another one of the same kind, which JSON does not mind.
    private static void Spoil(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
