using System.Text.Json;
using Serverless.Execution.Admission;
using Serverless.Execution.Functions;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;

namespace Serverless.Execution.Tests.Admission;

/// <summary>
/// Units that take, or ask for, more than there is. What is measured is what their function holds; that the process's own memory can be measured is a test of
/// its own, with room for what else goes on in a process. Alone: the function holds it for all of them.
/// </summary>
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
        Assert.Equal(200 * Mebibyte, over.PeakBytes);
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

    [Fact]
    public void OfThisProcess_FunctionHoldsMemory_SeesMostOfIt()
    {
        // What other tests left may go away meanwhile, and would count as given back: therefore half of it is enough.
        GC.Collect();
        using var unit = MemoryGauge.OfThisProcess(TimeProvider.System).Enter(1);
        HoardFunctions.Take(400);
        unit.Dispose();
        HoardFunctions.Release();

        Assert.InRange(unit.PeakBytes, 200 * Mebibyte, long.MaxValue);
    }

    private static UnitBench Bench(long bytes)
    {
        HoardFunctions.Release();
        var bench = new UnitBench(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(HoardFunctions)).Build());
        bench.Options = bench.Options with { Governor = new UnitGovernor(1, bytes, new MemoryGauge(static () => HoardFunctions.HeldBytes, TimeProvider.System)) };
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
