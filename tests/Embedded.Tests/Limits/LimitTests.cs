using Serverless.Client.Building;
using Serverless.Graph.Policies;

namespace Serverless.Embedded.Tests.Limits;

/// <summary>Limits of groups, through a real job: on tasks of one node, and of several together, also over more units than a block has.</summary>
public sealed class LimitTests
{
    // More run at once than there are processors.
    private static Policy Light(Policy policy) => policy with { Cpu = 0.01 };

    [Fact]
    public async Task ComputeAsync_LimitedGroup_NeverMoreAtOnce()
    {
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { Slots = 6, MaxUnitTasks = 1 });
        var graph = new JobGraph("limits");
        var left = graph.Range(130).Map(x => CountingSteps.Slow(x, default)).Limit("erp", 2).With(Light);
        var right = graph.Range(1000, 1130).Map(x => CountingSteps.Slow(x, default)).Limit("erp", 2).With(Light);

        CountingSteps.Reset();
        var job = await here.ComputeAsync([left, right]);

        Assert.Equal(130, (await job.GetAsync(left)).Count);
        Assert.Equal(1129, (await job.GetAsync(right))[^1]);
        Assert.Equal(260, job.Totals.Units);
        Assert.InRange(CountingSteps.Most, 1, 2);

        // Without the limit more run, or the test above would say nothing.
        CountingSteps.Reset();
        await here.ComputeAsync([graph.Range(2000, 2100).Map(x => CountingSteps.Slow(x, default)).With(Light)]);
        Assert.True(CountingSteps.Most > 2);
    }
}
