using Serverless.Client.Building;
using Serverless.Jobs.Events;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Testing;

namespace Serverless.Embedded.Tests.Speculation;

/// <summary>A task that hangs in one place only, through a real job.</summary>
public sealed class SpeculationTests
{
    private const int Count = 8;

    [Fact]
    public async Task ComputeAsync_OneTaskHangsTheFirstTime_EndsByItsSecondRunAndStopsTheFirst()
    {
        using var folder = new TempFolder();
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { DataFolder = folder.Path, Slots = 2, MaxUnitTasks = 1, SpeculateAfter = TimeSpan.FromMilliseconds(300) });
        var graph = new JobGraph("stuck");
        // Half a processor each: that a machine has only one must not keep the second run waiting for the first.
        var negated = graph.Range(Count).Map(x => StuckSteps.Negate(x, default)).With(p => p with { Cpu = 0.5 });

        var job = await here.ComputeAsync([negated]).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(Enumerable.Range(0, Count).Select(x => -(long)x), await job.GetAsync(negated));
        Assert.Equal((Count, 0L), (job.Totals.Tasks, job.Totals.Found));
        Assert.Equal(2, StuckSteps.Runs[StuckSteps.Stuck]);
        await StuckSteps.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var stores = new Tenants(new LocalBlobAccount(folder.Path, TimeProvider.System), TimeProvider.System)[Tenants.Default];
        var events = await EventsAsync(stores, job.Job.Id);
        Assert.Single(events, e => e.Type == "unit.speculated" && e.Data.GetProperty("unit").GetInt32() == StuckSteps.Stuck);
        var units = events.Where(e => e.Type == "unit.ended").Select(e => e.Data.GetProperty("unit").GetInt32()).ToList();
        Assert.Equal(Enumerable.Range(0, Count), units.Order());
        // Nothing that the next start would take for a death.
        await Condition.WaitAsync("both runs ended", async () => (await stores.Attempts.OpenAsync(job.Job.Id, CancellationToken.None)).Count == 0);
    }

    private static async Task<List<JobEvent>> EventsAsync(TenantStores stores, string job)
    {
        var all = new List<JobEvent>();
        for (var page = 0L; await stores.Events.ReadAsync(job, page, CancellationToken.None) is { } events; page++) all.AddRange(events.Events);
        return all;
    }
}
