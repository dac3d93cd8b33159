using Serverless.Storage;
using Serverless.Testing.PowerLoss;
using static Serverless.Datasets.Tests.Versions.CommitWorld;

namespace Serverless.Datasets.Tests.Versions;

/// <summary>The power goes after any change of the disk: every version that was acknowledged is there, none is there in part, and the next writer goes on.</summary>
public sealed class CommitPowerLossTests
{
    private const int Seeds = 3;
    private const int Commits = 12;

    [Fact]
    public async Task PowerGoesAnywhere_AcknowledgedVersionsAreThereAndTheLogGoesOn()
    {
        var whole = new PowerLossFileSystem();
        await RunAsync(whole, 0, _ => { });
        Assert.InRange(whole.Changes, 50, 2_000);
        // A prime step: every kind of change is met, at some version.
        for (var changes = 0; changes < whole.Changes; changes += 7)
        {
            var files = new PowerLossFileSystem { PowerOffAfter = changes };
            var acknowledged = 0;
            await Assert.ThrowsAsync<PowerLostException>(() => RunAsync(files, 0, done => acknowledged = done));
            for (var seed = 0; seed < Seeds; seed++)
            {
                var after = files.AfterPowerLoss(seed);
                var there = Count(await ReadAsync(Container(after)));
                Assert.InRange(there, acknowledged, acknowledged + 1);

                await RunAsync(after, acknowledged, _ => { });

                Assert.Equal(Commits, Count(await ReadAsync(Container(after))));
                Assert.Equal(Commits, Count(await ReadManifestAsync(Container(after))));
            }
        }
    }

    // The one who did not hear that it committed says it again.
    private static async Task RunAsync(PowerLossFileSystem files, int from, Action<int> done)
    {
        for (var i = from; i < Commits; i++)
        {
            await Open(Container(files)).CommitAsync(Commit($"c{i}", WriteMode.Append, $"m={i:D2}/aa"), null, default);
            done(i + 1);
        }
    }

    private static IBlobStore Container(PowerLossFileSystem files) => Account(files).GetContainer("tenant");

    private static int Count(string labels) => labels == "none" ? 0 : labels.Split(' ').Length;
}
