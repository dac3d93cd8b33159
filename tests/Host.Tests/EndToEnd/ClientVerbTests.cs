using System.Text.Json;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests.EndToEnd;

public sealed class ClientVerbTests
{
    [Fact]
    public async Task Verbs_OnADataFolderThatAHostHolds_GoThroughThatHost()
    {
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"));
        await File.WriteAllTextAsync(folder.Of("job.json"), Documents.Sum("verbs"));

        var submitted = await RunAsync(folder, "submit", folder.Of("job.json"), "--id", "nightly");
        Assert.Equal((0, "nightly"), (submitted.Status, submitted.Output.Trim()));
        Assert.Equal(0, (await RunAsync(folder, "watch", "nightly")).Status);
        Assert.Contains("done", (await RunAsync(folder, "status", "nightly")).Output, StringComparison.Ordinal);
        Assert.Contains("""total: [{"s":45}]""", (await RunAsync(folder, "outputs", "nightly")).Output, StringComparison.Ordinal);
        Assert.Contains("nightly", (await RunAsync(folder, "list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(folder, "cancel", "nightly")).Status);
        Assert.Equal(2, (await RunAsync(folder, "status", "none")).Status);

        Assert.Equal(0, (await RunAsync(folder, "semaphores", "set", "erp-db", "--limit", "2")).Status);
        Assert.Equal(2, (await RunAsync(folder, "semaphores", "set", "erp-db", "--limit", "3")).Status);
        var lease = (await RunAsync(folder, "semaphores", "acquire", "erp-db")).Output.Split(' ', StringSplitOptions.TrimEntries);
        Assert.Contains($"holds    1  {lease[0]}", (await RunAsync(folder, "semaphores", "show", "erp-db")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(folder, "semaphores", "release", "erp-db", lease[0], "--fence", lease[2])).Status);
        using var client = host.Connect();
        Assert.Equal(0, (await client.GetAsync("/api/semaphores/erp-db")).GetProperty("held").GetInt32());
    }

    [Fact]
    public async Task Submit_ComesAfterAnotherFile_HandsThatInFirst()
    {
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"));
        await File.WriteAllTextAsync(folder.Of("first.json"), Documents.Write("first", "numbers"));
        await File.WriteAllTextAsync(folder.Of("second.json"), """
            { "version": 1, "name": "second", "after": ["first.json"], "nodes": {
                "rows": { "read": { "dataset": "numbers" } },
                "total": { "reduce": "sql", "over": "rows", "args": { "query": "SELECT sum(n)::BIGINT AS s FROM input" } } },
              "outputs": ["total"] }
            """);
        await File.WriteAllTextAsync(folder.Of("third.json"), Documents.Sum("third").Replace("\"name\"", "\"after\": [\"failing.json\"], \"name\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(folder.Of("failing.json"), Documents.Failing("no number"));

        Assert.Equal((0, "second"), await ResultAsync(RunAsync(folder, "submit", folder.Of("second.json"), "--id", "second")));
        Assert.Equal(0, (await RunAsync(folder, "watch", "second")).Status);
        Assert.Contains("""total: [{"s":45}]""", (await RunAsync(folder, "outputs", "second")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(folder, "submit", folder.Of("third.json"), "--id", "third")).Status);
        Assert.Equal(2, (await RunAsync(folder, "status", "third")).Status);
        Assert.Equal((0, "third"), await ResultAsync(RunAsync(folder, "submit", folder.Of("third.json"), "--id", "third", "--after-is-done")));
    }

    private static async Task<(int Status, string Output)> ResultAsync(Task<(int Status, string Output)> run)
    {
        var (status, output) = await run;
        return (status, output.Trim());
    }

    [Fact]
    public async Task Verbs_OnADataFolderThatNobodyHolds_OpenItThemselves()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), Documents.Sum("alone"));

        Assert.Equal(0, (await RunAsync(folder, "submit", folder.Of("job.json"), "--id", "alone")).Status);
        using var before = JsonDocument.Parse((await RunAsync(folder, "status", "alone", "--output", "json")).Output);
        Assert.Equal("pending", before.RootElement.GetProperty("status").GetString());
        Assert.Equal(0, (await RunAsync(folder, "watch", "alone")).Status);
        Assert.Contains("""total: [{"s":45}]""", (await RunAsync(folder, "outputs", "alone")).Output, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Output)> RunAsync(TempFolder folder, params string[] arguments)
    {
        using var run = ProgramRun.Start("serverless", [.. arguments, "--data", folder.Of("data")]);
        var status = await run.WaitAsync();
        return (status, run.Output);
    }
}
