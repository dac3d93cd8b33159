using Serverless.Client.Building;

namespace Serverless.Embedded.Tests;

/// <summary>How many tasks of a group run at once, counted by the tasks themselves.</summary>
[Collection(nameof(CrowdFunctions))]
public sealed class LimitTests
{
    private readonly JobGraph _graph = new("limits");

    [Fact]
    public async Task Limit_TwoOfAGroup_NeverMoreRunAtOnceAndNeverFewerMustDo()
    {
        CrowdFunctions.Expect(2);
        await using var here = await StartAsync();
        var some = Met(12).Limit("few", 2);
        var others = Met(12).Limit("few", 2);

        await here.ComputeAsync([some, others]);

        Assert.Equal(2, CrowdFunctions.Most);
    }

    [Fact]
    public async Task NoLimit_SlotsRunAtOnce()
    {
        CrowdFunctions.Expect(4);
        await using var here = await StartAsync();

        await here.ComputeAsync([Met(12)]);

        Assert.InRange(CrowdFunctions.Most, 4, 12);
    }

    private static Task<LocalHost> StartAsync() => LocalHost.StartAsync(new LocalHostOptions { Slots = 4, MaxUnitTasks = 1 });

    private Collection<long> Met(long count) => _graph.Range(count).Map(x => CrowdFunctions.Meet(x, default)).With(p => p with { Cpu = 0.25 });
}
