using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Dispatch;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Faults;

/// <summary>A snapshot that cannot be written is tried again later, whatever makes it due: not in each turn, and not never.</summary>
public sealed class SnapshotFailureTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Snapshot_CannotBeWritten_IsTriedAgainAfterPausesThatGrow(bool byCount)
    {
        using var hub = new TestHub();
        var (files, time) = (new FaultyFileSystem { Refused = ".snapshot.new" }, new ManualTime());
        hub.Options = hub.Options with
        {
            Files = files,
            Time = time,
            Validate = false,
            MaxFinishedInMemory = byCount ? 2 : 10_000,
            SnapshotBytes = byCount ? 1L << 30 : 1024,
            Registry = new DurableRegistry().Orchestration("Main", (OrchestrationContext context, int n) => Task.FromResult(n)),
        };
        await using var engine = await hub.OpenAsync();
        var next = 0;
        async Task WorkAsync(int count)
        {
            for (var end = next + count; next < end; next++)
            {
                await engine.Client.StartAsync(Inline.V1("Main"), next, new($"i{next}"), CancellationToken.None);
                await engine.Client.WaitAsync(new($"i{next}"), CancellationToken.None);
            }
        }

        await WorkAsync(40);
        await Condition.WaitAsync("the first try has failed", () => files.Refusals == 1);
        await WorkAsync(40);
        Assert.Equal(1, files.Refusals);
        for (var (tries, pause) = (1, Checkpointer.FirstPause); tries < 12; tries++)
        {
            time.Advance(pause * 0.9);
            await WorkAsync(3);
            Assert.Equal(tries, files.Refusals);
            time.Advance(pause * 0.2);
            await WorkAsync(3);
            await Condition.WaitAsync("the next try has failed", () => files.Refusals == tries + 1);
            // Its word comes back by a turn of its own.
            await WorkAsync(3);
            pause = pause * 2 < Checkpointer.LongestPause ? pause * 2 : Checkpointer.LongestPause;
        }

        files.Refused = null;
        time.Advance(Checkpointer.LongestPause);
        await WorkAsync(1);
        await Condition.WaitAsync("a snapshot is there", () => Directory.EnumerateFiles(hub.Folder, "*.snapshot").Any());
        await Condition.WaitAsync("and what it holds has left memory", async () =>
        {
            await WorkAsync(1);
            return !byCount || engine.Hub.State.Finished <= 3;
        });
        // What failed before is forgotten.
        files.Refused = ".snapshot.new";
        var refused = files.Refusals;
        await WorkAsync(60);
        await Condition.WaitAsync("the next one was tried at once", () => files.Refusals == refused + 1);
    }
}
