using Serverless.Testing.PowerLoss;

namespace Serverless.Storage.Local.Tests.PowerLoss;

/// <summary>What was acknowledged survives a power loss, and every flush is needed for that.</summary>
public sealed class PowerLossTests
{
    private const int Seeds = 8;

    [Fact]
    public async Task PowerGoesAfterAnyStep_EverythingAcknowledgedIsThere()
    {
        var files = new PowerLossFileSystem();
        var scenario = new StorageScenario(files);
        await scenario.RunAsync(_ => { }, async () =>
        {
            for (var seed = 0; seed < Seeds; seed++) Assert.Equal(scenario.Expected, await StorageScenario.ReadAsync(files.AfterPowerLoss(seed)));
        });
    }

    [Fact]
    public async Task AnyFlushIsLeftOut_SomePowerLossBreaksTheContract()
    {
        var whole = new PowerLossFileSystem();
        await new StorageScenario(whole).RunAsync(_ => { }, () => Task.CompletedTask);
        Assert.InRange(whole.Flushes, 30, 200);
        var needless = new List<string>();
        var needed = new HashSet<string>(StringComparer.Ordinal);
        for (var flush = 0; flush < whole.Flushes; flush++)
        {
            var path = whole.FlushedPaths[flush];
            // A folder may be flushed again, where another process could have made it anew: that one flush of it is needed shows that the call is.
            if (await BreaksAsync(flush)) needed.Add(path);
            else if (!needed.Contains(path)) needless.Add($"{flush}: {path}");
        }
        Assert.True(needless.Count == 0, string.Join('\n', needless));
        Assert.InRange(needed.Count, 25, 200);
    }

    [Fact]
    public async Task PowerGoesInTheMiddleOfAnyStep_OldOrNewAndNeverPart()
    {
        var whole = new PowerLossFileSystem();
        var states = new List<string>();
        var reference = new StorageScenario(whole);
        await reference.RunAsync(states.Add, () => Task.CompletedTask);
        states.Add(reference.Expected);
        Assert.InRange(whole.Changes, 100, 1000);
        for (var changes = 0; changes < whole.Changes; changes++)
        {
            var files = new PowerLossFileSystem { PowerOffAfter = changes };
            var steps = 0;
            await Assert.ThrowsAsync<PowerLostException>(() => new StorageScenario(files).RunAsync(_ => steps++, () => Task.CompletedTask));
            for (var seed = 0; seed < Seeds; seed++)
            {
                var found = await StorageScenario.ReadAsync(files.AfterPowerLoss(seed));
                Assert.True(IsBetween(found, states[steps - 1], states[steps]), $"after {changes} changes, seed {seed}:\n{found}\nis not between\n{states[steps - 1]}\nand\n{states[steps]}");
            }
        }
    }

    /// <summary>Each blob is old or new, whole; a message is in the queue, among the dead letters, or done.</summary>
    private static bool IsBetween(string found, string before, string after)
    {
        var (f, b, a) = (found.Split(" | "), before.Split(" | "), after.Split(" | "));
        var (blobs, old, next) = (f[0].Split(';'), b[0].Split(';'), a[0].Split(';'));
        var wholeBlobs = blobs.All(x => old.Contains(x) || next.Contains(x)) && old.Intersect(next).All(blobs.Contains);
        var settled = (f[1] == b[1] || f[1] == a[1]) && (f[2] == b[2] || f[2] == a[2]);
        var lost = f[1] != b[1] && f[2] != a[2];
        return wholeBlobs && settled && !lost;
    }

    private static async Task<bool> BreaksAsync(int flush)
    {
        var files = new PowerLossFileSystem { IgnoreFlush = flush };
        var scenario = new StorageScenario(files);
        var broken = false;
        await scenario.RunAsync(_ => { }, async () =>
        {
            for (var seed = 0; seed < Seeds && !broken; seed++) broken = scenario.Expected != await StorageScenario.ReadAsync(files.AfterPowerLoss(seed));
        });
        return broken;
    }
}
