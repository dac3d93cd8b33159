using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Testing;

namespace Serverless.Activities.Tests.Restarts;

/// <summary>A hub that an older version recorded: its jobs finish under this one, and nothing that was finished runs again.</summary>
public sealed class UpgradeTests
{
    private const int Count = 10;
    private const int FinishedBefore = 4;

    // Only what will never end takes so long: a machine that does ten other things must not make a test fail.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_HubOfAnOlderVersion_FinishesItsJobsWithNoFinishedRangeRunAgain(bool oldJob)
    {
        await using var fixture = new JobFixture();
        var (job, before) = await RecordAsync(fixture, oldJob, suspend: false);
        Assert.True(before.Count >= FinishedBefore);
        Assert.DoesNotContain(Enumerable.Range(FinishedBefore, Count - FinishedBefore), Squares.Ended.ContainsKey);

        Squares.Open();
        await using var engine = await fixture.StartAsync();
        var end = await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(LogicNames.Job, end.Name);
        Assert.Equal(JobStatus.Done, end.ReadOutput<JobOutcome>()!.Status);
        Assert.Equal(Enumerable.Range(0, Count).ToDictionary(n => n, _ => 1), Squares.Ended.OrderBy(e => e.Key).ToDictionary());
        var after = await fixture.LedgerAsync();
        Assert.All(before, record => Assert.Equal(record.Value, after[record.Key]));
        var events = await fixture.EventTypesAsync(job);
        Assert.Equal(2, events.Count(e => e == JobEventTypes.StagePlanned));
        Assert.Single(events, JobEventTypes.JobRestarted);
        Assert.Equal(JobEventTypes.JobEnded, events[^1]);
    }

    [Fact]
    public async Task Start_SuspendedJobOfAnOlderVersion_StaysSuspended()
    {
        await using var fixture = new JobFixture();
        var (job, _) = await RecordAsync(fixture, oldJob: true, suspend: true);
        Squares.Open();
        await using var engine = await fixture.StartAsync();
        var state = (await engine.Client.GetAsync(job.ToInstanceId(), CancellationToken.None))!;
        Assert.Equal((LogicNames.Job, InstanceStatus.Suspended), (state.Name, state.Status));
        await engine.Client.ResumeAsync(job.ToInstanceId(), "go on", CancellationToken.None);
        var end = await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(JobStatus.Done, end.ReadOutput<JobOutcome>()!.Status);
    }

    [Fact]
    public async Task Start_RestartCutOffInItsMiddle_IsFinished()
    {
        await using var fixture = new JobFixture();
        var (job, before) = await RecordAsync(fixture, oldJob: true, suspend: false);
        await fixture.CutOffRestartAsync(job);
        Squares.Open();
        await using var engine = await fixture.StartAsync();
        var end = await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(JobStatus.Done, end.ReadOutput<JobOutcome>()!.Status);
        Assert.All(Squares.Ended, ended => Assert.Equal(1, ended.Value));
        Assert.True(before.Count >= FinishedBefore);
    }

    [Fact]
    public async Task Restart_JobThatItsEngineGaveUp_StartsAnewIfThatWasLately()
    {
        await using var fixture = new JobFixture();
        var (job, before) = await RecordAsync(fixture, oldJob: true, suspend: false);
        await fixture.GiveUpAsync(job);
        Squares.Open();
        await using (var late = await fixture.StartAsync(DateTimeOffset.MaxValue))
            Assert.Equal(InstanceStatus.Failed, (await late.Client.GetAsync(job.ToInstanceId(), CancellationToken.None))!.Status);
        await using var engine = await fixture.StartAsync(DateTimeOffset.MinValue);
        var end = await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(JobStatus.Done, end.ReadOutput<JobOutcome>()!.Status);
        var after = await fixture.LedgerAsync();
        Assert.All(before, record => Assert.Equal(record.Value, after[record.Key]));
    }

    [Fact]
    public async Task Start_HubOfThisVersion_StartsNothingAnew()
    {
        await using var fixture = new JobFixture();
        Squares.Hold(FinishedBefore);
        JobKey job;
        await using (var first = await fixture.StartAsync())
        {
            job = await fixture.SubmitAsync(first.Client, oldJob: false, Document);
            await Condition.WaitAsync("some are finished", () => Squares.Ended.Count == FinishedBefore);
        }
        Squares.Open();
        await using var engine = await fixture.StartAsync();
        await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(Patience);
        Assert.DoesNotContain(JobEventTypes.JobRestarted, await fixture.EventTypesAsync(job));
        Assert.Equal(Count, Squares.Ended.Count);
    }

    /// <summary>An older host runs a job until some of its ranges are recorded, and goes away.</summary>
    private static async Task<(JobKey Job, Dictionary<string, Storage.ETag> Ledger)> RecordAsync(JobFixture fixture, bool oldJob, bool suspend)
    {
        Squares.Hold(FinishedBefore);
        await using var older = await fixture.StartOlderAsync(oldJob);
        var job = await fixture.SubmitAsync(older.Client, oldJob, Document);
        await Condition.WaitAsync("some ranges are recorded", async () => (await fixture.LedgerAsync()).Count >= FinishedBefore);
        if (suspend) await older.Client.SuspendAsync(job.ToInstanceId(), "for now", CancellationToken.None);
        return (job, await fixture.LedgerAsync());
    }

    private static string Document =>
        $$"""{ "version": 1, "name": "squares", "nodes": { "n": { "range": { "count": {{Count}} } }, "squares": { "map": "test.square", "over": "n" } }, "outputs": ["squares"] }""";
}
