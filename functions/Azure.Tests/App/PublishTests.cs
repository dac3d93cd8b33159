using System.Diagnostics;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Azure.Tests.App;

/// <summary>What `dotnet publish` gives is what the Functions host looks for, and what a zip for Azure must hold.</summary>
public sealed class PublishTests
{
    [Fact]
    public async Task Publish_App_HasWhatTheHostLooksForAndNoKeys()
    {
        using var folder = new TempFolder();
        await PublishAsync(folder.Path);

        using var functions = JsonDocument.Parse(await File.ReadAllTextAsync(folder.Of("functions.metadata")));
        var names = functions.RootElement.EnumerateArray().Select(f => f.GetProperty("name").GetString()).ToList();
        Assert.Contains("RunUnit", names);
        Assert.Contains("RunBatch", names);
        Assert.Contains("Upkeep", names);
        Assert.All(functions.RootElement.EnumerateArray(), f => Assert.Equal("Serverless.Azure.dll", f.GetProperty("scriptFile").GetString()));

        using var extensions = JsonDocument.Parse(await File.ReadAllTextAsync(folder.Of("extensions.json")));
        var named = extensions.RootElement.GetProperty("extensions").EnumerateArray().ToDictionary(e => e.GetProperty("name").GetString()!, e => e.GetProperty("hintPath").GetString()!, StringComparer.Ordinal);
        Assert.Contains("DurableTask", named.Keys);
        Assert.Contains("AzureStorageQueues", named.Keys);
        Assert.All(named.Values, path => Assert.True(File.Exists(Path.Combine(folder.Path, path)), $"{path} is not published."));

        using var worker = JsonDocument.Parse(await File.ReadAllTextAsync(folder.Of("worker.config.json")));
        var start = worker.RootElement.GetProperty("description");
        Assert.Equal("dotnet-isolated", start.GetProperty("language").GetString());
        Assert.True(File.Exists(folder.Of(start.GetProperty("defaultWorkerPath").GetString()!)));

        Assert.True(File.Exists(folder.Of("host.json")));
        Assert.False(File.Exists(folder.Of("local.settings.json")));
        Assert.Single(Directory.EnumerateFiles(folder.Path, "*duckdb.*", SearchOption.AllDirectories), f => !f.EndsWith(".dll.config", StringComparison.Ordinal));
    }

    private static async Task PublishAsync(string target)
    {
        // The configuration that these tests were built in: nothing is compiled again.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet", ["publish", RepositoryRoot.Of("functions", "Azure"), "--no-build", "-c", configuration, "-o", target, "-v", "q", "-nologo"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
    }
}
