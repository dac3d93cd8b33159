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

    /// <summary>On however many processors, and however little of one a unit wants.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 0.1)]
    [InlineData(4, 1)]
    [InlineData(4, 0.25)]
    [InlineData(4, 0.1)]
    [InlineData(7, 1)]
    public async Task NoLimit_AsManyRunAtOnceAsThereAreSlots(int slots, double cpu)
    {
        CrowdFunctions.Expect(slots);
        await using var here = await StartAsync(slots);

        await here.ComputeAsync([Met(4 * slots, cpu)]);

        Assert.Equal(slots, CrowdFunctions.Most);
    }

    private static Task<LocalHost> StartAsync(int slots = 4) => LocalHost.StartAsync(new LocalHostOptions { Slots = slots, MaxUnitTasks = 1 });

    private Collection<long> Met(long count, double cpu = 0.25) => _graph.Range(count).Map(x => CrowdFunctions.Meet(x, default)).With(p => p with { Cpu = cpu });
}
