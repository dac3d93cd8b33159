using Serverless.Client.Building;
using Serverless.Planning.Units;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Testing;

namespace Serverless.Embedded.Tests.Splits;

/// <summary>Work of which no one knows how long it takes, through a real job.</summary>
public sealed class SplitTests
{
    private const int Count = 800;

    [Fact]
    public async Task ComputeAsync_UnknownSlowFunction_FirstUnitsProbeAndTheRestIsCutByWhatTheyTook()
    {
        using var folder = new TempFolder();
        var advance = new LastProgress();
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { DataFolder = folder.Path, Slots = 2, UnitAim = TimeSpan.FromMilliseconds(50) });
        var graph = new JobGraph("slow");
        var negated = graph.Range(Count).Map(x => SlowSteps.Negate(x));

        var job = await here.Jobs.RunAsync([negated], advance, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, Count).Select(x => -(long)x), await job.GetAsync(negated));
        Assert.Equal(Count, SlowSteps.Runs.Count);
        Assert.All(SlowSteps.Runs, r => Assert.Equal(1, r.Value));
        Assert.Equal((Count, 0L), (job.Totals.Tasks, job.Totals.Found));
        Assert.Equal(new ComputeProgress(Count, Count, 0), advance.Last);
        var plans = await PlansAsync(folder.Path, job.Job.Id);
        Assert.True(plans.Count > 1, "Nothing was planned anew.");
        // A millisecond a task at least, and 50 ms a unit.
        Assert.Equal(Count / 8, plans[0].Units.Max(u => u.Tasks.Count));
        Assert.InRange(plans[1].Units.Max(u => u.Tasks.Count), 1, 50);
        Assert.All(plans, p => Assert.Equal(p.Stage < 8, p.Budgets.Count > 0));
    }

    private static async Task<List<StagePlan>> PlansAsync(string folder, string job)
    {
        var stores = new Tenants(new LocalBlobAccount(folder, TimeProvider.System), TimeProvider.System)[Tenants.Default];
        var plans = new List<StagePlan>();
        for (var page = 0L; await stores.Events.ReadAsync(job, page, CancellationToken.None) is { } events; page++)
        {
            foreach (var planned in events.Events.Where(e => e.Type == "stage.planned"))
                plans.Add(await stores.Jobs.GetImmutableAsync<StagePlan>(planned.Data.GetProperty("plan").GetString()!, CancellationToken.None));
        }
        return plans;
    }

    private sealed class LastProgress : IProgress<ComputeProgress>
    {
        public ComputeProgress? Last { get; private set; }

        public void Report(ComputeProgress value) => Last = value;
    }
}
