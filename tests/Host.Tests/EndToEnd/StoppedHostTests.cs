using Serverless.Testing;

namespace Serverless.Host.Tests.EndToEnd;

/// <summary>A host that takes connections and answers nothing, as one that was stopped.</summary>
public sealed class StoppedHostTests
{
    [Fact]
    public Task List_HostIsStopped_SaysSoAndEnds() => EndsAsync("list");

    /// <summary>The one who follows tries for a minute: the host may be about to come back.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public Task Watch_HostIsStopped_TriesForAMinuteAndEnds() => EndsAsync("watch", "any");

    private static async Task EndsAsync(params string[] verb)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"));
        await host.SignalAsync("STOP");
        try
        {
            using var asked = ProgramRun.Start("serverless", [.. verb, "--data", folder.Of("data")]);

            Assert.Equal(3, await asked.WaitAsync(TimeSpan.FromMinutes(3)));
            Assert.Contains("takes connections and does not answer", asked.Errors, StringComparison.Ordinal);
        }
        finally
        {
            await host.SignalAsync("CONT");
        }
    }
}
