using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Hosting;
using Serverless.Engine.Records;
using Serverless.Engine.Snapshots;
using Serverless.Engine.State;
using Serverless.Engine.Tests.Faults;
using Serverless.Native.Files;
using Serverless.Testing;

namespace Serverless.Engine.Tests;

public sealed class SnapshotTests
{
    [Fact]
    public async Task Finished_Many_LeaveMemoryAndAreFoundByEveryCall()
    {
        const int Count = 3_000;
        using var hub = new TestHub();
        hub.Options = hub.Options with { MaxFinishedInMemory = 100, Validate = false, Registry = Instant() };
        await using (var engine = await hub.OpenAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, Count).Select(i => FinishAsync(engine.Client, $"i{i:D5}", i)));
            await Condition.WaitAsync("the last snapshot is taken", () => engine.Hub.State.Finished <= 100);
            await AssertAllAsync(engine.Client, Count);
        }
        Assert.True(Directory.EnumerateFiles(hub.Folder, "*.archive").Count() <= 8);
        await using (var engine = await hub.OpenAsync())
        {
            Assert.InRange(engine.Hub.State.Instances.Count, 0, 500);
            await AssertAllAsync(engine.Client, Count);
            Assert.True(await engine.Client.PurgeAsync(new InstanceId("i00007"), CancellationToken.None));
            Assert.Null(await engine.Client.GetAsync(new("i00007"), CancellationToken.None));
            Assert.Equal(1000, await engine.Client.PurgeAsync(new InstanceQuery { IdPrefix = "i01" }, CancellationToken.None));
        }
        await using var last = await hub.OpenAsync();
        Assert.Null(await last.Client.GetAsync(new("i00007"), CancellationToken.None));
        Assert.True(await last.Client.StartAsync(Inline.V1("Main"), 1, new("i01500"), CancellationToken.None));
        Assert.False(await last.Client.StartAsync(Inline.V1("Main"), 1, new("i02500"), CancellationToken.None));
    }

    [Fact]
    public async Task Finished_PastTheirRetention_AreForgottenAndTheirFilesGo()
    {
        using var hub = new TestHub();
        var time = new ManualTime();
        hub.Options = hub.Options with { MaxFinishedInMemory = 10, Retention = TimeSpan.FromDays(7), Time = time, Registry = Instant() };
        await using var engine = await hub.OpenAsync();
        await FinishManyAsync(engine, "old");
        time.Advance(TimeSpan.FromDays(8));
        // A turn has one time: a new one has begun once this is answered.
        await engine.Client.GetAsync(new("old-00"), CancellationToken.None);
        await FinishManyAsync(engine, "new");
        Assert.Null(await engine.Client.GetAsync(new("old-00"), CancellationToken.None));
        Assert.NotNull(await engine.Client.GetAsync(new("new-00"), CancellationToken.None));
    }

    [Fact]
    public async Task Snapshot_WhileTheEngineWorks_RecoversTheSameState()
    {
        using var hub = new TestHub();
        hub.Options = hub.Options with { SnapshotBytes = 2048, SegmentBytes = 4096, MaxFinishedInMemory = 15, Registry = Workload.Registry() };
        byte[] before;
        await using (var engine = await hub.OpenAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 60).Select(i => engine.Client.StartAsync(Workload.Work, i, new($"w{i}"), CancellationToken.None)));
            for (var i = 0; i < 30; i++) await engine.Client.WaitAsync(new($"w{i}"), CancellationToken.None);
            await engine.StopAsync(CancellationToken.None);
            await engine.DisposeAsync();
            before = Bytes(engine.Hub.State, hub.Folder);
        }
        Assert.NotEmpty(Directory.EnumerateFiles(hub.Folder, "*.snapshot"));
        Assert.Equal(before, Bytes(HubRecovery.Recover(DiskFileSystem.Instance, hub.Folder, CancellationToken.None).State, hub.Folder));
    }

    [Fact]
    public async Task Snapshot_DamagedOrCut_RefusesNamingIt()
    {
        using var hub = new TestHub();
        hub.Options = hub.Options with { MaxFinishedInMemory = 2, Registry = Instant() };
        await using (var engine = await hub.OpenAsync()) await FinishManyAsync(engine, "x");
        // What a snapshot left behind that was under way is tidied up by an opening that takes none itself.
        hub.Options = hub.Options with { MaxFinishedInMemory = 1000 };
        Assert.Equal(11, (await hub.IdsAsync()).Count);
        var files = Directory.EnumerateFiles(hub.Folder, "*.snapshot").Concat(Directory.EnumerateFiles(hub.Folder, "*.archive")).ToList();
        Assert.True(files.Count >= 2);
        foreach (var file in files)
        {
            var whole = await File.ReadAllBytesAsync(file);
            foreach (var bytes in new[] { whole[..^1], whole[..60], [.. whole[..^10], (byte)(whole[^10] ^ 1), .. whole[^9..]] })
            {
                await File.WriteAllBytesAsync(file, bytes);
                var thrown = await Assert.ThrowsAsync<HubDamagedException>(hub.OpenAsync);
                Assert.Contains(Path.GetFileName(file), thrown.Message, StringComparison.Ordinal);
            }
            await File.WriteAllBytesAsync(file, whole);
        }
        Assert.NotEmpty(await hub.IdsAsync());
    }

    private static DurableRegistry Instant() => new DurableRegistry().Orchestration("Main", (OrchestrationContext context, int n) => Task.FromResult(n));

    private static async Task FinishAsync(DurableClient client, string id, int n)
    {
        await client.StartAsync(Inline.V1("Main"), n, new(id), CancellationToken.None);
        await client.WaitAsync(new(id), CancellationToken.None);
    }

    private static async Task FinishManyAsync(EmbeddedEngine engine, string prefix)
    {
        for (var i = 0; i < 11; i++) await FinishAsync(engine.Client, $"{prefix}-{i:D2}", i);
        await Condition.WaitAsync("a snapshot is taken", () => engine.Hub.State.Finished <= 10);
    }

    private static async Task AssertAllAsync(DurableClient client, int count)
    {
        var next = 0;
        for (var query = new InstanceQuery { PageSize = 700 }; ;)
        {
            var page = await client.QueryAsync(query, CancellationToken.None);
            foreach (var state in page.Instances)
            {
                Assert.Equal($"i{next:D5}", state.Id.Value);
                Assert.Equal(next++, state.ReadOutput<int>());
            }
            if (page.ContinuationToken is null) break;
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        Assert.Equal(count, next);
        Assert.Equal(77, (await client.GetAsync(new("i00077"), CancellationToken.None))!.ReadOutput<int>());
        Assert.False(await client.StartAsync(Inline.V1("Main"), 1, new("i00077"), CancellationToken.None));
        Assert.Equal(InstanceStatus.Completed, (await client.WaitAsync(new("i00077"), CancellationToken.None)).Status);
    }

    /// <summary>Everything that the state knows, finished instances in memory and in archives alike.</summary>
    private static byte[] Bytes(HubState state, string folder)
    {
        var buffer = new RecordBuffer();
        using var lease = new ArchiveLease(state, folder);
        foreach (var instance in state.Instances.Values.Concat(lease.Set.From(first: null)).OrderBy(i => i.Id)) instance.Write(buffer);
        foreach (var entity in state.Entities.Values.OrderBy(e => e.Id.ToString(), StringComparer.Ordinal)) entity.Write(buffer);
        return buffer.Written.ToArray();
    }
}
