using System.Text.Json;
using Serverless.Activities.Learning;
using Serverless.Activities.Tests.Restarts;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Logic.Messages;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;
using Serverless.Storage;
using Serverless.Store.Jobs;
using Serverless.Store.Json;

namespace Serverless.Activities.Tests.Speculation;

/// <summary>What a second run of a unit leaves behind.</summary>
public sealed class SecondRunTests
{
    private const string Refusing = """{ "version": 1, "name": "refusing", "nodes": { "n": { "range": { "count": 1 } }, "m": { "map": "test.refuse", "over": "n" } }, "outputs": ["m"] }""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunUnit_ItsTaskFails_OnlyAFirstRunStoresTheFailure(bool isCopy)
    {
        await using var fixture = new JobFixture();
        var (job, stage) = await FailAsync(fixture);
        var blob = JobStore.JobBlob(job.Id, $"failures/{stage.Stage}-0.json");
        Assert.NotNull(await fixture.Stores.Blobs.GetAsync(blob, default));
        await fixture.Stores.Blobs.DeleteAsync(blob, BlobCondition.None, default);

        var report = await fixture.RunUnitAsync(new UnitRequest(job, stage.Stage, stage.Plan, 0, 1) { IsSpeculative = isCopy });

        Assert.Equal((UnitEnd.Failed, isCopy), (report.Status, report.Failure is null));
        Assert.Equal(isCopy, await fixture.Stores.Blobs.GetAsync(blob, default) is null);
    }

    // It counts the first run's tasks as its own: with its seconds alone a task would seem to take no time.
    [Fact]
    public async Task Learn_ASecondRunWasFirst_TeachesNothing()
    {
        await using var fixture = new JobFixture();
        var (job, stage) = await FailAsync(fixture);
        var plan = await fixture.Stores.Jobs.GetImmutableAsync<StagePlan>(stage.Plan, default);
        var observed = new ObservedJob(await fixture.Loader.DocumentAsync(job, default));
        observed.Plan(stage.Stage, plan, await fixture.Stores.Jobs.GetImmutableAsync<JobSnapshot>(plan.Snapshot, default));
        var report = new UnitReport { Status = UnitEnd.Done, Totals = new StageTotals(1, 10, 0, 0, 0), Seconds = 1000, Node = stage.Nodes[0].Title };

        observed.Unit(new UnitEvent(stage.Stage, 0, 1, DateTimeOffset.UnixEpoch, report));
        observed.Unit(new UnitEvent(stage.Stage, 1, 1, DateTimeOffset.UnixEpoch, report with { Seconds = 1, IsSpeculative = true }));

        var (_, seen) = Assert.Single(observed.Observations());
        Assert.Equal((10L, 1000.0), (seen.Elements, seen.Seconds));
    }

    // A job of one unit, and how its stage was planned.
    private static async Task<(JobKey Job, StagePlannedData Stage)> FailAsync(JobFixture fixture)
    {
        await using var engine = await fixture.StartAsync();
        var job = await fixture.SubmitAsync(engine.Client, oldJob: false, Refusing);
        await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None);
        for (var page = 0L; await fixture.Stores.Events.ReadAsync(job.Id, page, CancellationToken.None) is { } events; page++)
        {
            if (events.Events.FirstOrDefault(e => e.Type == JobEventTypes.StagePlanned) is { } planned) return (job, planned.Data.Deserialize<StagePlannedData>(ExecutionJson.Options)!);
        }
        throw new InvalidOperationException("No stage was planned.");
    }
}
