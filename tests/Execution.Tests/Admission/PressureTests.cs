using System.Text.Json;
using Serverless.BuiltIns;
using Serverless.Execution.Admission;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Store.Json;

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
        await using var fixture = Bench(1L << 40);
        var (units, _) = await fixture.RunAsync(Hoard(200, "16MiB"), "m");

        var over = Assert.Single(await OvercommitsAsync(fixture));
        Assert.Equal(16 * Mebibyte, over.AdmittedBytes);
        Assert.Equal(200 * Mebibyte, over.PeakBytes);
        Assert.Equal(over.PeakBytes, Assert.Single(units).PeakBytes);
        Assert.Equal("m[0]", over.Tasks);
    }

    [Fact]
    public async Task Run_UnitTakesWhatItsPolicySays_SaysNothing()
    {
        await using var fixture = Bench(1L << 40);
        await fixture.RunAsync(Hoard(200, "400MiB"), "m");

        Assert.Empty(await OvercommitsAsync(fixture));
    }

    [Fact]
    public async Task Run_UnitAsksForMoreThanThereIs_RunsAloneAndSaysSo()
    {
        await using var fixture = Bench(32 * Mebibyte);
        var (units, _) = await fixture.RunAsync(Hoard(1, "64MiB"), "m");

        Assert.Equal(UnitEnd.Done, Assert.Single(units).End);
        var over = Assert.Single(await OvercommitsAsync(fixture));
        Assert.Equal((64 * Mebibyte, 32 * Mebibyte, (long?)null), (over.AdmittedBytes, over.LimitBytes, over.PeakBytes));
    }

    [Fact]
    public async Task Run_ItsBytesAreLearned_AreWhatItIsAdmittedWith()
    {
        await using var fixture = Bench(1L << 40);
        fixture.LearnedBytes = 400 * Mebibyte;
        await fixture.RunAsync(Hoard(200, null), "m");

        Assert.Empty(await OvercommitsAsync(fixture));
    }

    [Fact]
    public void OfThisProcess_FunctionHoldsMemory_SeesMostOfIt()
    {
        // What other tests left may go away meanwhile, and would count as given back: therefore half of it is enough.
        GC.Collect();
        using var unit = MemoryMonitor.OfThisProcess(TimeProvider.System).Enter(1);
        HoardFunctions.Take(400);
        unit.Dispose();
        HoardFunctions.Release();

        Assert.InRange(unit.PeakBytes, 200 * Mebibyte, long.MaxValue);
    }

    private static UnitFixture Bench(long bytes)
    {
        HoardFunctions.Release();
        var fixture = new UnitFixture(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(HoardFunctions)).Build());
        fixture.Options = fixture.Options with { AdmissionController = new AdmissionController(1, bytes, new MemoryMonitor(static () => HoardFunctions.HeldBytes, TimeProvider.System)) };
        return fixture;
    }

    private static string Hoard(int mebibytes, string? memory) =>
        $$""" "n": { "items": [{{mebibytes}}] }, "m": { "map": "hoard.take", "over": "n" """
        + (memory is null ? "}" : $$""", "policy": { "memory": "{{memory}}" } }""");

    private static async Task<List<MemoryOvercommit>> OvercommitsAsync(UnitFixture fixture)
    {
        HoardFunctions.Release();
        var overruns = new List<MemoryOvercommit>();
        for (var page = 0L; await fixture.Stores.Events.ReadAsync("job", page, default) is { } events; page++)
            overruns.AddRange(events.Events.Where(e => e.Type == MemoryOvercommit.Type).Select(e => e.Data.Deserialize<MemoryOvercommit>(ExecutionJson.Options)!));
        return overruns;
    }
}
