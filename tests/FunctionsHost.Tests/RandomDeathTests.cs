using System.Diagnostics;
using Serverless.FunctionsHost.Kit;
using Serverless.FunctionsHost.Tests.Kit;
using Serverless.JobHost.Conformance;
using Xunit.Abstractions;

namespace Serverless.FunctionsHost.Tests;

/// <summary>Deaths at random, over and over.</summary>
[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class RandomDeathTests(FunctionsApp app, ITestOutputHelper output) : HostTest
{
    private const int Rounds = 50;
    private const int Deaths = 5;

    // A unit is given up at its third lost attempt, and a killed worker loses all that it runs.
    private const int LostAttempts = 2;

    private static readonly string[] Faults = ["Before", "After", "Kill"];

    [Trait("Category", "Soak")]
    [Fact]
    public async Task Rounds_WithRandomDeaths_AllComeToTheirEnds()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var planned = await PlanAsync(new Random(round));
            await Scenario.RunAsync(Host, $"{round}x{Salt}");
            var missed = (await app.StateAsync()).OpenFaults.Values.Sum();
            await app.ClearFaultsAsync();
            output.WriteLine($"round {round}: {clock.Elapsed.TotalSeconds:0} s, {missed} deaths that no call met; {planned}");
        }
    }

    protected override JobHostClient Connect() => app.Connect();

    private async Task<string> PlanAsync(Random random)
    {
        var (left, planned) = (LostAttempts, new List<string>());
        for (var death = 0; death < Deaths; death++)
        {
            var (function, fault, times) = (Scenario.Functions[random.Next(Scenario.Functions.Count)], Faults[random.Next(Faults.Length)], random.Next(1, 4));
            if (fault == "Kill" || function == "RunUnit")
            {
                times = Math.Min(times, left);
                left -= times;
            }
            if (times == 0) continue;
            await app.PlanFaultAsync(function, fault, times);
            planned.Add($"{function} {fault} {times}");
        }
        return string.Join(", ", planned);
    }
}
