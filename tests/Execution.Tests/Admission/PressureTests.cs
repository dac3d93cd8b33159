using System.Text.Json;
using Serverless.Execution.Admission;
using Serverless.Execution.Functions;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;

namespace Serverless.Execution.Tests.Admission;

/// <summary>Units that take, or ask for, more than there is. Alone: the memory that is measured is the process's.</summary>
[Collection(nameof(PressureTests))]
[CollectionDefinition(nameof(PressureTests), DisableParallelization = true)]
public sealed class PressureTests
{
    private const long Mebibyte = 1L << 20;

    [Fact]
    public async Task Run_UnitTakesFarMoreThanItsPolicySays_SaysSoWithItsPeak()
    {
        await using var bench = Bench(1L << 40);
        var (units, _) = await bench.RunAsync(Hoard(200, "16MiB"), "m");

        var over = Assert.Single(await OverrunsAsync(bench));
        Assert.Equal(16 * Mebibyte, over.AdmittedBytes);
        Assert.InRange(over.PeakBytes!.Value, 150 * Mebibyte, long.MaxValue);
        Assert.Equal(over.PeakBytes, Assert.Single(units).PeakBytes);
        Assert.Equal("m[0]", over.Tasks);
    }

    [Fact]
    public async Task Run_UnitTakesWhatItsPolicySays_SaysNothing()
    {
        await using var bench = Bench(1L << 40);
        await bench.RunAsync(Hoard(200, "400MiB"), "m");

        Assert.Empty(await OverrunsAsync(bench));
    }

    [Fact]
    public async Task Run_UnitAsksForMoreThanThereIs_RunsAloneAndSaysSo()
    {
        await using var bench = Bench(32 * Mebibyte);
        var (units, _) = await bench.RunAsync(Hoard(1, "64MiB"), "m");

        Assert.Equal(UnitEnd.Done, Assert.Single(units).End);
        var over = Assert.Single(await OverrunsAsync(bench));
        Assert.Equal((64 * Mebibyte, 32 * Mebibyte, (long?)null), (over.AdmittedBytes, over.LimitBytes, over.PeakBytes));
    }

    [Fact]
    public async Task Run_ItsBytesAreLearned_AreWhatItIsAdmittedWith()
    {
        await using var bench = Bench(1L << 40);
        bench.LearnedBytes = 400 * Mebibyte;
        await bench.RunAsync(Hoard(200, null), "m");

        Assert.Empty(await OverrunsAsync(bench));
    }

    private static UnitBench Bench(long bytes)
    {
        // Garbage of other tests that goes away meanwhile would count as memory that the unit gave back.
        GC.Collect();
        var bench = new UnitBench(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(HoardFunctions)).Build());
        bench.Options = bench.Options with { Governor = new UnitGovernor(1, bytes, MemoryGauge.OfThisProcess(TimeProvider.System)) };
        return bench;
    }

    private static string Hoard(int mebibytes, string? memory) =>
        $$""" "n": { "items": [{{mebibytes}}] }, "m": { "map": "hoard.take", "over": "n"{{(memory is null ? "" : $$""", "policy": { "memory": "{{memory}}" } """)}} } """;

    private static async Task<List<PressureOverrun>> OverrunsAsync(UnitBench bench)
    {
        HoardFunctions.Release();
        var overruns = new List<PressureOverrun>();
        for (var page = 0L; await bench.Stores.Events.ReadAsync("job", page, default) is { } events; page++)
            overruns.AddRange(events.Events.Where(e => e.Type == PressureOverrun.Type).Select(e => e.Data.Deserialize<PressureOverrun>(ExecutionJson.Options)!));
        return overruns;
    }
}
