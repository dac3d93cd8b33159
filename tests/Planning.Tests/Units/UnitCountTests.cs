using FsCheck;
using FsCheck.Fluent;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;
using Serverless.Testing.Properties;

namespace Serverless.Planning.Tests.Units;

/// <summary>How many units there are: a matter of time and of slots, never of tasks.</summary>
public sealed class UnitCountTests
{
    // Up to a thousand million tasks; so many seconds in all that a million units at most could be wanted.
    [Fact]
    public void Cut_DurationsKnown_UnitsOfAPipelineAreBoundedByItsSecondsAndTheSlots() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var sizing = Sizing(random) with { SecondsPerElement = Constant(Math.Pow(10, (random.NextDouble() * 5) - 1) / Tasks(random, out var tasks)) };
            foreach (var (pipeline, units) in UnitsOf(tasks, random.Next(2) == 0, sizing))
            {
                var seconds = sizing.ExpectedSeconds(pipeline, pipeline.Count)!.Value;
                Assert.InRange(units, 1, (2 * sizing.Slots) + (2 * seconds / sizing.Aim.TotalSeconds));
            }
            return true;
        }).Check(FixedSeed.Cases(300));

    [Fact]
    public void Cut_DurationsUnknown_UnitsOfAPipelineAreFourASlotAtMost() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var sizing = Sizing(random);
            _ = Tasks(random, out var tasks);
            foreach (var (_, units) in UnitsOf(tasks, random.Next(2) == 0, sizing)) Assert.InRange(units, 1, 4 * sizing.Slots);
            return true;
        }).Check(FixedSeed.Cases(300));

    // The other side: few units are no use where slots are idle.
    [Fact]
    public void Cut_AnyDuration_EverySlotHasAUnitWhereThereAreAsManyTasks() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var sizing = Sizing(random);
            if (random.Next(2) == 0) sizing = sizing with { SecondsPerElement = Constant(Math.Pow(10, -random.Next(3, 12))) };
            _ = Tasks(random, out var tasks);
            foreach (var (pipeline, units) in UnitsOf(tasks, isReduced: false, sizing))
            {
                // Units are equally large: with s slots and s + 1 tasks there are (s + 1) / 2 units of two.
                var size = (pipeline.Count + sizing.Slots - 1) / sizing.Slots;
                Assert.InRange(units, (pipeline.Count + size - 1) / size, long.MaxValue);
            }
            return true;
        }).Check(FixedSeed.Cases(300));

    private static UnitSizing Sizing(Random random) => new() { Slots = random.Next(1, 65), Aim = TimeSpan.FromSeconds(0.5 + (random.NextDouble() * 10)) };

    private static Func<Pipeline, double?> Constant(double seconds) => _ => seconds;

    private static long Tasks(Random random, out long tasks) => tasks = (long)Math.Pow(10, random.NextDouble() * 9);

    private static IEnumerable<(Pipeline Pipeline, int Units)> UnitsOf(long tasks, bool isReduced, UnitSizing sizing)
    {
        var document = Documents.Parse(
            $$""" "n": { "range": { "count": {{tasks}} } }, "m": { "map": "functions.square", "over": "n" }, "r": { "reduce": "functions.add", "over": "m" } """, isReduced ? "\"r\"" : "\"m\"");
        var pipelineGraph = Documents.Pipelines(document, Documents.Snapshot());
        var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
        while (cull.Current is not null) cull.Recorded([]);
        var (units, _) = UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, sizing);
        return units.GroupBy(u => u.Pipeline).Select(g => (pipelineGraph.Pipelines[g.Key], g.Count()));
    }
}
