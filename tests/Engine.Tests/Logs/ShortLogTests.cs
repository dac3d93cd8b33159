using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Log;
using Serverless.Engine.Repair;
using Serverless.Engine.Snapshots;
using Serverless.Engine.State;
using Serverless.Engine.Tests.Faults;
using Serverless.Native.Files;

namespace Serverless.Engine.Tests.Logs;

/// <summary>
/// A log that ends before frames that its snapshot has: those numbers must not come again, or the start after the next would take what is written under
/// them for what the snapshot holds, and pass it over.
/// </summary>
public sealed class ShortLogTests
{
    [Theory]
    [InlineData("cut")]
    [InlineData("damaged")]
    [InlineData("gone")]
    [InlineData("header")]
    public async Task Open_LogEndsBeforeItsSnapshot_IsRefusedInWordsAndMendedForGood(string loss)
    {
        using var hub = new TestHub();
        var snapshot = await FillAsync(hub);
        var segment = Path.Combine(hub.Folder, LogFormat.SegmentName(snapshot.Start.Segment));
        var bytes = await File.ReadAllBytesAsync(segment);
        var frames = TestHub.Frames(segment);
        switch (loss)
        {
            case "cut":
                await File.WriteAllBytesAsync(segment, bytes[..(int)frames[1]]);
                break;
            case "damaged":
                bytes[frames[1] + 25] ^= 1;
                await File.WriteAllBytesAsync(segment, bytes);
                break;
            case "header":
                bytes[20] ^= 1;
                await File.WriteAllBytesAsync(segment, bytes);
                break;
            default:
                File.Delete(segment);
                break;
        }

        var refused = await Assert.ThrowsAsync<HubDamagedException>(hub.OpenAsync);
        if (loss is "cut" or "gone") Assert.Contains($"the snapshot has things as they stood at frame {snapshot.LastSequence}", refused.Message, StringComparison.Ordinal);
        Assert.True(HubRepair.Inspect(hub.Folder)!.CanMend);
        Assert.NotNull(HubRepair.Mend(hub.Folder));
        Assert.Null(HubRepair.Inspect(hub.Folder));

        // A frame each: with the numbers of before, the first ones would have numbers that the snapshot has of this instance.
        var last = snapshot.Captured.MaxBy(c => c.Value).Key;
        await using (var engine = await hub.OpenAsync())
        {
            await engine.Client.RaiseEventAsync(last, "go", 5, CancellationToken.None);
            Assert.Equal(5, (await engine.Client.WaitAsync(last, CancellationToken.None)).ReadOutput<int>());
        }
        await using (var engine = await hub.OpenAsync()) Assert.Equal(5, (await engine.Client.GetAsync(last, CancellationToken.None))!.ReadOutput<int>());
        await hub.StartManyAsync("after-1", "after-2");
        await hub.StartManyAsync("after-3");
        var ids = await hub.IdsAsync();
        Assert.Equal(["after-1", "after-2", "after-3"], ids.Where(i => i.StartsWith("after", StringComparison.Ordinal)));
    }

    /// <summary>Works until a snapshot was taken over several turns, with frames between them.</summary>
    private static async Task<Snapshot> FillAsync(TestHub hub)
    {
        hub.Options = hub.Options with { Validate = false, SnapshotBytes = 512 * 1024, Registry = Large() };
        var input = new string('x', 8 * 1024);
        for (var life = 0; life < 30; life++)
        {
            await using (var engine = await hub.OpenAsync())
            {
                var before = Newest(hub);
                for (var round = 0; Newest(hub) == before; round++)
                    await Task.WhenAll(Enumerable.Range(0, 4).Select(i => engine.Client.StartAsync(Inline.V1("Main"), input, new($"i-{life}-{round}-{i}"), CancellationToken.None)));
            }
            var snapshot = SnapshotReader.Read(DiskFileSystem.Instance, hub.Folder, new HubState(), CancellationToken.None)!;
            if (snapshot.LastSequence > snapshot.Start.NextSequence + 1 && hub.Segments.Count == 1) return snapshot;
        }
        throw new InvalidOperationException("No snapshot met a frame.");
    }

    private static string? Newest(TestHub hub) => Directory.EnumerateFiles(hub.Folder, "*.snapshot").Max(StringComparer.Ordinal);

    private static DurableRegistry Large() => new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, object? input) => await context.WaitForEventAsync<int>("go"));
}
