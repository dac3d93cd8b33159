using System.Text.Json;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Events;
using Serverless.Testing;

namespace Serverless.Embedded.Tests.Progress;

/// <summary>What is told of a job, by its events.</summary>
public sealed class ProgressReaderTests : IDisposable
{
    private const string Planned = """{"stage":0,"plan":"p","nodes":[{"title":"m","fused":"m","units":1,"tasks":10}],"foundRanges":0,"foundTasks":0}""";
    private const string Said = """{"stage":0,"unit":0,"node":"m","tasks":4,"seconds":1}""";
    private const string Ended = """{"stage":0,"unit":0,"attempt":1,"at":"2026-01-01T00:00:00+00:00","report":{"status":"done","totals":{"units":1,"tasks":10,"rows":0,"bytes":0,"found":0},"seconds":1,"node":"m"}}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Its second run ended it, and its first run hears of that later.
    [Fact]
    public async Task Follow_AUnitSaysSomethingBehindItsEnd_CountsItsTasksOnce()
    {
        var all = await FollowAsync(("stage.planned", Planned), ("unit.progress", Said), ("unit.ended", Ended), ("unit.progress", Said));

        Assert.Equal(new ComputeProgress(10, 10, 0), all[^1]);
    }

    // A job that is started anew plans its first stage again.
    [Fact]
    public async Task Follow_AStageIsPlannedAgain_ItsUnitsAreHeardAgain()
    {
        var all = await FollowAsync(("stage.planned", Planned), ("unit.ended", Ended), ("stage.planned", Planned), ("unit.progress", Said));

        Assert.Equal(new ComputeProgress(14, 20, 0), all[^1]);
    }

    private async Task<IReadOnlyList<ComputeProgress>> FollowAsync(params (string Type, string Data)[] events)
    {
        var stores = new Tenants(new LocalBlobAccount(_folder.Path, TimeProvider.System), TimeProvider.System)["acme"];
        var job = new JobKey("acme", "job");
        for (var i = 0; i < events.Length; i++)
        {
            using var data = JsonDocument.Parse(events[i].Data);
            await stores.Events.AppendAsync(job.Id, new EventPage("test", i, [new JobEvent(events[i].Type, DateTimeOffset.UnixEpoch, data.RootElement.Clone())]), default);
        }
        var told = new Told();
        var ended = new InstanceState
        {
            Id = job.ToInstanceId(),
            Name = new LogicName("Job", 1),
            Status = InstanceStatus.Completed,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        await new ProgressReader(stores, job, told).FollowAsync(Task.FromResult(ended), default);
        return told.All;
    }

    private sealed class Told : IProgress<ComputeProgress>
    {
        public List<ComputeProgress> All { get; } = [];

        public void Report(ComputeProgress value) => All.Add(value);
    }
}
