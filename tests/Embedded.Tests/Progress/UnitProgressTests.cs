using Serverless.Client.Building;
using Serverless.Testing;

namespace Serverless.Embedded.Tests.Progress;

/// <summary>What is told of a unit before its end.</summary>
public sealed class UnitProgressTests
{
    private const int Count = 100;

    [Fact]
    public async Task ComputeAsync_LongUnit_TellsTheTasksThatItHasRecordedAndCountsThemOnce()
    {
        var options = new LocalHostOptions { Slots = 1, RecordEvery = TimeSpan.FromTicks(1), UnitAim = TimeSpan.FromHours(1), SpeculateAfter = null };
        await using var here = await LocalHost.StartAsync(options);
        var progress = new Advances();
        var graph = new JobGraph("gate");

        // Four units of 25 tasks: the third cannot end.
        var computing = here.ComputeAsync(graph.Range(Count).Map(x => GateSteps.Pass(x, default)), progress);
        await Condition.WaitAsync("a unit told of its tasks while it runs", () => progress.All.Any(a => a.Done > 0 && a.Done % 25 != 0));
        Assert.False(computing.IsCompleted);
        GateSteps.Gate.SetResult();

        Assert.Equal(Enumerable.Range(0, Count).Select(x => (long)x), await computing);
        Assert.Equal(new ComputeProgress(Count, Count, 0), progress.All[^1]);
        Assert.Equal(progress.All.Select(a => a.Done).Order(), progress.All.Select(a => a.Done));
    }

    private sealed class Advances : IProgress<ComputeProgress>
    {
        private readonly List<ComputeProgress> _all = [];

        public IReadOnlyList<ComputeProgress> All
        {
            get
            {
                lock (_all) return [.. _all];
            }
        }

        public void Report(ComputeProgress value)
        {
            lock (_all) _all.Add(value);
        }
    }
}
