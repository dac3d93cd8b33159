using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Hosting;
using Serverless.Testing;
using Serverless.Testing.PowerLoss;

namespace Serverless.Engine.Tests.Faults;

/// <summary>The power goes at every single operation of a run; what was acknowledged or seen before is there afterwards, whatever the disk kept.</summary>
public sealed class PowerLossTests
{
    private const string Folder = "/hub";

    [Fact]
    public async Task PowerLoss_AtEveryOperation_KeepsAllThatWasAcknowledged()
    {
        var loss = await FindLossAsync(ignoreFlush: null, seeds: 40);
        Assert.True(loss is null, loss);
    }

    [Fact]
    public async Task PowerLoss_WithAnyOneFlushLeftOut_LosesSomething()
    {
        var whole = new PowerLossFileSystem();
        await RunAsync(whole, []);
        Assert.InRange(whole.Flushes, 10, 200);
        for (var n = 0; n < whole.Flushes; n++)
        {
            // Threads may flush in another order from run to run, so a flush gets a second chance to matter.
            var loss = await FindLossAsync(n, seeds: 8) ?? await FindLossAsync(n, seeds: 40);
            Assert.True(loss is not null, $"flush {n} ({whole.FlushedPaths[n]}) is not needed");
        }
    }

    /// <summary>Without a flush of each frame the last seconds may be gone, and bytes may be there in another order; but a snapshot never has more than its log.</summary>
    [Fact]
    public async Task PowerLoss_WithoutFlushes_TheLogNeverEndsBeforeItsSnapshot()
    {
        var snapshots = 0;
        for (var cut = 1; ; cut++)
        {
            var files = new PowerLossFileSystem { PowerOffAfter = cut };
            await RunAsync(files, [], Durability.Flush);
            for (var seed = 0; seed < 20; seed++)
            {
                var left = files.AfterPowerLoss(seed);
                if (!left.List("/").Any()) continue;
                if (left.List(Folder).Any(e => e.Name.EndsWith(".snapshot", StringComparison.Ordinal))) snapshots++;
                try
                {
                    Snapshots.HubRecovery.Recover(left, Folder, CancellationToken.None);
                }
                catch (HubDamagedException e) when (e.Gap is null)
                {
                    // Refused, as it says of itself.
                }
            }
            if (files.Changes < cut) break;
        }
        Assert.True(snapshots > 0);
    }

    /// <summary>Cuts the power after each operation in turn and looks at what is left.</summary>
    /// <returns>What was lost; null when nothing was.</returns>
    private static async Task<string?> FindLossAsync(int? ignoreFlush, int seeds)
    {
        for (var cut = 1; ; cut++)
        {
            var files = new PowerLossFileSystem { IgnoreFlush = ignoreFlush, PowerOffAfter = cut };
            var seen = new Dictionary<string, bool>(StringComparer.Ordinal);
            await RunAsync(files, seen);
            for (var seed = 0; seed < seeds; seed++)
            {
                if (await LossAsync(files.AfterPowerLoss(seed), seen) is { } loss) return $"power off after {cut} operations, seed {seed}: {loss}";
            }
            if (files.Changes < cut) return null;
        }
    }

    private static async Task<string?> LossAsync(PowerLossFileSystem files, Dictionary<string, bool> seen)
    {
        try
        {
            if (!files.List("/").Any()) return seen.Count == 0 ? null : "the folder";
            await using var engine = await EmbeddedEngine.OpenAsync(Options(files));
            foreach (var (id, ended) in seen)
            {
                if (await engine.Client.GetAsync(new(id), CancellationToken.None) is not { } state) return id;
                if (ended && state.ReadOutput<int>() != 5) return $"the end of {id}";
            }
            return null;
        }
        catch (HubException e)
        {
            return e.Message;
        }
    }

    /// <summary>Starts, ends, a snapshot with an archive, a process killed between write and flush, and a second life. Returns when the power is off.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="seen">Ids that a client was told of, and whether it was told of their end.</param>
    /// <param name="durability">Of the log.</param>
    private static async Task RunAsync(PowerLossFileSystem files, Dictionary<string, bool> seen, Durability durability = Durability.Fsync)
    {
        var cut = files.PowerOffAfter;
        try
        {
            if (!await FirstLifeAsync(files, seen, cut, durability)) return;
            files.PowerOffAfter = cut;
            await using var engine = await StartAsync(files, durability);
            if (await engine.Client.GetAsync(new("d"), CancellationToken.None) is not null) seen["d"] = false;
        }
        catch (Exception e) when (IsOff(files, cut) && e is PowerLostException or InvalidOperationException or ObjectDisposedException or AggregateException)
        {
            // The end of this run.
        }
        finally
        {
            files.PowerOffAfter = cut;
        }
    }

    /// <returns>False when the power went; true when the process was killed.</returns>
    private static async Task<bool> FirstLifeAsync(PowerLossFileSystem files, Dictionary<string, bool> seen, int? cut, Durability durability)
    {
        var engine = await StartAsync(files, durability);
        try
        {
            await FinishAsync(engine.Client, "a", seen);
            await FinishAsync(engine.Client, "b", seen);
            await Condition.WaitAsync("the snapshot is taken and the log before it gone", () => IsOff(files, cut) || HasOneSnapshot(files));
            if (IsOff(files, cut)) return false;
            await StartOneAsync(engine.Client, "c", seen);
            if (durability == Durability.Flush) return !IsOff(files, cut);
            // The process is killed between the write of a frame and its flush.
            files.PowerOffAfter = cut is null ? files.Changes + 1 : Math.Min(cut.Value, files.Changes + 1);
            await Assert.ThrowsAnyAsync<Exception>(() => engine.Client.StartAsync(Inline.V1("Main"), 1, new("d"), CancellationToken.None));
            return !IsOff(files, cut);
        }
        finally
        {
            try
            {
                await engine.DisposeAsync();
            }
            catch (PowerLostException)
            {
                // A dead process tidies nothing up.
            }
        }
    }

    private static bool IsOff(PowerLossFileSystem files, int? cut) => files.Changes >= cut;

    private static bool HasOneSnapshot(PowerLossFileSystem files)
    {
        var names = files.List(Folder).Select(e => e.Name).ToList();
        return names.Exists(n => n.EndsWith(".snapshot", StringComparison.Ordinal)) && !names.Contains("0000000001.log") && !names.Exists(n => n.EndsWith(".new", StringComparison.Ordinal));
    }

    private static async Task<EmbeddedEngine> StartAsync(PowerLossFileSystem files, Durability durability)
    {
        var engine = await EmbeddedEngine.OpenAsync(Options(files) with { Durability = durability });
        try
        {
            await engine.StartAsync(CancellationToken.None);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    private static async Task StartOneAsync(DurableClient client, string id, Dictionary<string, bool> seen)
    {
        await client.StartAsync(Inline.V1("Main"), 1, new(id), CancellationToken.None);
        seen[id] = false;
    }

    private static async Task FinishAsync(DurableClient client, string id, Dictionary<string, bool> seen)
    {
        await StartOneAsync(client, id, seen);
        await client.RaiseEventAsync(new(id), "go", 5, CancellationToken.None);
        await client.WaitAsync(new(id), CancellationToken.None);
        seen[id] = true;
    }

    private static EmbeddedEngineOptions Options(PowerLossFileSystem files) => new()
    {
        Folder = Folder,
        Registry = TestHub.Waiting(),
        Files = files,
        MaxFinishedInMemory = 1,
        SegmentBytes = 4096,
    };
}
