using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Testing;

namespace Serverless.Activities.Tests.Restarts;

/// <summary>A hub that an older version recorded: its jobs finish under this one, and nothing that was finished runs again.</summary>
public sealed class UpgradeTests
{
    private const int Count = 10;
    private const int FinishedBefore = 4;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_HubOfAnOlderVersion_FinishesItsJobsWithNoFinishedRangeRunAgain(bool oldJob)
    {
        await using var bench = new JobBench();
        var (job, before) = await RecordAsync(bench, oldJob, suspend: false);
        Assert.True(before.Count >= FinishedBefore);
        Assert.DoesNotContain(Enumerable.Range(FinishedBefore, Count - FinishedBefore), Squares.Ended.ContainsKey);

        Squares.Open();
        await using var engine = await bench.StartAsync();
        var end = await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(LogicNames.Job, end.Name);
        Assert.Equal(JobStatus.Done, end.ReadOutput<JobOutcome>()!.Status);
        Assert.Equal(Enumerable.Range(0, Count).ToDictionary(n => n, _ => 1), Squares.Ended.OrderBy(e => e.Key).ToDictionary());
        var after = await bench.LedgerAsync();
        Assert.All(before, record => Assert.Equal(record.Value, after[record.Key]));
        var events = await bench.EventTypesAsync(job);
        Assert.Equal(2, events.Count(e => e == JobEvents.StagePlanned));
        Assert.Single(events, JobEvents.JobRestarted);
        Assert.Equal(JobEvents.JobEnded, events[^1]);
    }

    [Fact]
    public async Task Start_SuspendedJobOfAnOlderVersion_StaysSuspended()
    {
        await using var bench = new JobBench();
        var (job, _) = await RecordAsync(bench, oldJob: true, suspend: true);
        Squares.Open();
        await using var engine = await bench.StartAsync();
        var state = (await engine.Client.GetAsync(job.ToInstanceId(), CancellationToken.None))!;
        Assert.Equal((LogicNames.Job, InstanceStatus.Suspended), (state.Name, state.Status));
        await engine.Client.ResumeAsync(job.ToInstanceId(), "go on", CancellationToken.None);
        var end = await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(JobStatus.Done, end.ReadOutput<JobOutcome>()!.Status);
    }

    [Fact]
    public async Task Start_RestartCutOffInItsMiddle_IsFinished()
    {
        await using var bench = new JobBench();
        var (job, before) = await RecordAsync(bench, oldJob: true, suspend: false);
        await bench.CutOffRestartAsync(job);
        Squares.Open();
        await using var engine = await bench.StartAsync();
        var end = await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(JobStatus.Done, end.ReadOutput<JobOutcome>()!.Status);
        Assert.All(Squares.Ended, ended => Assert.Equal(1, ended.Value));
        Assert.True(before.Count >= FinishedBefore);
    }

    [Fact]
    public async Task Restart_JobThatItsEngineGaveUp_StartsAnewIfThatWasLately()
    {
        await using var bench = new JobBench();
        var (job, before) = await RecordAsync(bench, oldJob: true, suspend: false);
        await bench.GiveUpAsync(job);
        Squares.Open();
        await using (var late = await bench.StartAsync(DateTimeOffset.MaxValue))
            Assert.Equal(InstanceStatus.Failed, (await late.Client.GetAsync(job.ToInstanceId(), CancellationToken.None))!.Status);
        await using var engine = await bench.StartAsync(DateTimeOffset.MinValue);
        var end = await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(JobStatus.Done, end.ReadOutput<JobOutcome>()!.Status);
        var after = await bench.LedgerAsync();
        Assert.All(before, record => Assert.Equal(record.Value, after[record.Key]));
    }

    [Fact]
    public async Task Start_HubOfThisVersion_StartsNothingAnew()
    {
        await using var bench = new JobBench();
        Squares.Hold(FinishedBefore);
        JobKey job;
        await using (var first = await bench.StartAsync())
        {
            job = await bench.SubmitAsync(first.Client, oldJob: false, Document);
            await Condition.WaitAsync("some are finished", () => Squares.Ended.Count == FinishedBefore);
        }
        Squares.Open();
        await using var engine = await bench.StartAsync();
        await engine.Client.WaitAsync(job.ToInstanceId(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(JobEvents.JobRestarted, await bench.EventTypesAsync(job));
        Assert.Equal(Count, Squares.Ended.Count);
    }

    /// <summary>An older host runs a job until some of its ranges are recorded, and goes away.</summary>
    private static async Task<(JobKey Job, Dictionary<string, Storage.ETag> Ledger)> RecordAsync(JobBench bench, bool oldJob, bool suspend)
    {
        Squares.Hold(FinishedBefore);
        await using var older = await bench.StartOlderAsync(oldJob);
        var job = await bench.SubmitAsync(older.Client, oldJob, Document);
        await Condition.WaitAsync("some ranges are recorded", async () => (await bench.LedgerAsync()).Count >= FinishedBefore);
        if (suspend) await older.Client.SuspendAsync(job.ToInstanceId(), "for now", CancellationToken.None);
        return (job, await bench.LedgerAsync());
    }

    private static string Document =>
        $$"""{ "version": 1, "name": "squares", "nodes": { "n": { "range": { "count": {{Count}} } }, "squares": { "map": "test.square", "over": "n" } }, "outputs": ["squares"] }""";
}
