using Serverless.Testing;

namespace Serverless.Local.Tests.Isolation;

/// <summary>A process that cannot even begin is not started for ever, and nothing that it was to run is blamed.</summary>
public sealed class StartDeathTests
{
    [Fact]
    public async Task Run_ProcessDiesBeforeItBegins_IsSaidAfterThreeTimes()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """{ "version": 1, "name": "start", "nodes": { "a": { "call": "math.square", "args": [7] } }, "outputs": ["a"] }""");
        // A start-up hook of .NET runs before the program; in the child alone, which has a lifeline.
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location, [StartupHook.Variable] = "1" };

        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")], environment);

        Assert.True(await run.WaitAsync() == 3, run.Errors);
        Assert.Contains("died 3 times before it could begin", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Of("data")), "It ran something.");
    }
}
