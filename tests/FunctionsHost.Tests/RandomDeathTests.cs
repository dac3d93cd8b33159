using Serverless.FunctionsHost.Kit;
using Serverless.FunctionsHost.Tests.Kit;
using Serverless.JobHost.Conformance;

namespace Serverless.FunctionsHost.Tests;

/// <summary>Deaths at random, over and over.</summary>
[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class RandomDeathTests(FunctionsApp app) : HostTest
{
    [Trait("Category", "Soak")]
    [Fact]
    public async Task Rounds_WithRandomDeaths_AllComeToTheirEnds()
    {
        for (var round = 0; round < 50; round++)
        {
            var random = new Random(round);
            for (var death = 0; death < 5; death++)
                await app.PlanFaultAsync(Scenario.Functions[random.Next(Scenario.Functions.Count)], new[] { "Before", "After", "Kill" }[random.Next(3)], random.Next(1, 4));
            await Scenario.RunAsync(Host, $"{round}x{Salt}");
            await app.ClearFaultsAsync();
        }
    }

    protected override JobHostClient Connect() => app.Connect();
}
