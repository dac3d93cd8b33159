using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Faults;

public sealed class DiskTests
{
    [Fact]
    public async Task DiskFull_Requests_FailAndNothingIsHalfAcknowledged()
    {
        using var hub = new TestHub();
        var files = new FaultyFileSystem();
        hub.Options = hub.Options with { Files = files };
        await using (var engine = await hub.OpenAsync())
        {
            await engine.Client.StartAsync(Inline.V1("Main"), 1, new("before"), CancellationToken.None);
            files.IsFull = true;
            var thrown = await Assert.ThrowsAsync<HubStorageException>(() => engine.Client.StartAsync(Inline.V1("Main"), 1, new("during"), CancellationToken.None));
            Assert.Contains("No space left", thrown.Message, StringComparison.Ordinal);
            Assert.Contains(hub.Folder, thrown.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<HubStorageException>(() => engine.Client.RaiseEventAsync(new("before"), "go", 1, CancellationToken.None));
            files.IsFull = false;
            await Condition.WaitAsync("the hub takes requests again", async () =>
            {
                try
                {
                    await engine.Client.RaiseEventAsync(new("before"), "go", 7, CancellationToken.None);
                    return true;
                }
                catch (HubStorageException)
                {
                    return false;
                }
            });
            var state = await engine.Client.WaitAsync(new("before"), CancellationToken.None);
            Assert.Equal(7, state.ReadOutput<int>());
        }
        hub.Options = hub.Options with { Files = Native.Files.DiskFileSystem.Instance };
        Assert.Contains("before", await hub.IdsAsync());
    }

    [Fact]
    public async Task DiskFull_ThenKilled_OpensWithAllThatWasAcknowledged()
    {
        using var hub = new TestHub();
        var files = new FaultyFileSystem();
        hub.Options = hub.Options with { Files = files };
        await using (var engine = await hub.OpenAsync())
        {
            await engine.Client.StartAsync(Inline.V1("Main"), 1, new("before"), CancellationToken.None);
            files.IsFull = true;
            await Assert.ThrowsAsync<HubStorageException>(() => engine.Client.StartAsync(Inline.V1("Main"), 1, new("during"), CancellationToken.None));
        }
        files.IsFull = false;
        Assert.Equal(["before"], (await hub.IdsAsync()).ToArray());
    }

    [Fact]
    public async Task DiskFull_WhoWaitsForAnEnd_IsToldAndTheInstanceEndsWhenThereIsSpace()
    {
        using var hub = new TestHub();
        var files = new FaultyFileSystem();
        var release = new TaskCompletionSource();
        hub.Options = hub.Options with { Files = files, DiskTimeout = TimeSpan.Zero, Registry = WaitTests.Gated(release.Task) };
        await using var engine = await hub.OpenAsync();
        var wait = await WaitTests.StartAsync(engine.Client);
        files.IsFull = true;
        release.SetResult();
        var thrown = await Assert.ThrowsAsync<HubStorageException>(() => wait.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.Contains("No space left", thrown.Message, StringComparison.Ordinal);
        files.IsFull = false;
        Assert.Equal(7, (await WaitAsync(engine.Client, WaitTests.Id)).ReadOutput<int>());
    }

    /// <summary>The n-th write, flush, rename or creation fails, n growing until a run meets no fault.</summary>
    [Fact]
    public async Task Operation_NthFails_TheWorkloadStillEndsExactly()
    {
        for (var n = 1; ; n++)
        {
            using var hub = new TestHub();
            var files = new FaultyFileSystem { FailAt = n };
            hub.Options = hub.Options with { Files = files, Registry = Workload.Registry(sleep: TimeSpan.FromMilliseconds(1)), SegmentBytes = 4096, SnapshotBytes = 4096, MaxFinishedInMemory = 2 };
            try
            {
                await RunAsync(hub);
            }
            catch (IOException)
            {
                // Opening may say so; it must be able to open the next time.
                await RunAsync(hub);
            }
            if (files.Operations < n) return;
        }
    }

    private static async Task RunAsync(TestHub hub)
    {
        const int Count = 3;
        await using (var engine = await hub.OpenAsync())
        {
            for (var i = 0; i < Count; i++)
            {
                try
                {
                    await engine.Client.StartAsync(Workload.Work, i, new($"w{i}"), CancellationToken.None);
                }
                catch (HubStorageException)
                {
                    i--;
                }
            }
            for (var i = 0; i < Count; i++)
            {
                var state = await WaitAsync(engine.Client, new($"w{i}"));
                Assert.Equal(Workload.Expected, state.ReadOutput<int>());
            }
        }
        await using var again = await hub.OpenAsync();
        Assert.Equal(Count * Workload.Adds, (await again.Client.GetEntityAsync<Counter.Total>(Workload.Counter, CancellationToken.None))!.Value);
        Assert.Equal(2 * Count, (await again.Client.QueryAsync(new InstanceQuery { Statuses = [InstanceStatus.Completed] }, CancellationToken.None)).Instances.Count);
    }

    private static async Task<InstanceState> WaitAsync(DurableClient client, InstanceId id)
    {
        while (true)
        {
            try
            {
                return await client.WaitAsync(id, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
            }
            catch (HubStorageException)
            {
                // Asked while the disk refused: asked again.
            }
        }
    }
}
