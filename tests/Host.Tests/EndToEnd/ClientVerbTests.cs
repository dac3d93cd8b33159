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
