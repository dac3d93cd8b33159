using System.Collections.Immutable;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>Cuts what must run into units, in an order in which every unit comes after what it needs, and units into blocks.</summary>
public static class UnitPartitioner
{
    /// <inheritdoc cref="BlockPartitioner.MaxUnits"/>
    public const int MaxBlockUnits = BlockPartitioner.MaxUnits;

    /// <summary>Cuts a stage.</summary>
    public static (ImmutableArray<PlanUnit> Units, ImmutableArray<PlanBlock> Blocks) Cut(IReadOnlyList<Pipeline> pipelines, Cull cull, UnitSizing sizing)
    {
        var units = ImmutableArray.CreateBuilder<PlanUnit>();
        var firstOf = new int[pipelines.Count + 1];
        for (var p = 0; p < pipelines.Count; p++)
        {
            firstOf[p] = units.Count;
            var missing = cull.MissingOf(p);
            var isBundle = !pipelines[p].Calls.IsEmpty;
            // Pieces of a bundle run one after the other: more of them keep no slot busy.
            var pieces = RangePartitions.Of(missing.Ranges, sizing.TasksPerUnit(pipelines[p], missing.Count), isBundle ? 1 : sizing.Slots);
            var common = pieces.Length > 0 ? CommonNeeds(pipelines[p], units, firstOf) : [];
            for (var r = 0; r < pieces.Length; r++)
            {
                for (var piece = 0L; piece < pieces[r]; piece++)
                {
                    var tasks = RangePartitions.Cut(missing.Ranges[r], piece, pieces[r]);
                    // Calls of a bundle need each other.
                    units.Add(new PlanUnit(p, tasks, Needs(pipelines[p], tasks, common, units, firstOf, isBundle && units.Count > firstOf[p])));
                }
            }
            firstOf[p + 1] = units.Count;
        }
        var all = units.ToImmutable();
        var layoutBytes = new (int, int)?[pipelines.Count];
        return (all, BlockPartitioner.Cut(all, unit => layoutBytes[unit.Pipeline] ??= sizing.LayoutBytes(pipelines[unit.Pipeline])));
    }

    // What every unit of a pipeline needs: found once, however many units and sources there are.
    private static ImmutableArray<OrdinalRange> CommonNeeds(Pipeline pipeline, ImmutableArray<PlanUnit>.Builder units, int[] firstOf)
    {
        var needs = new List<OrdinalRange>();
        foreach (var source in pipeline.Sources)
        {
            if (source.Mapping == SourceMapping.All) AddNeed(needs, source, default, units, firstOf);
        }
        foreach (var before in pipeline.After)
        {
            if (firstOf[before] < firstOf[before + 1]) needs.Add(new OrdinalRange(firstOf[before], firstOf[before + 1] - 1));
        }
        OrdinalRange.Merge(needs);
        return [.. needs];
    }

    private static ImmutableArray<OrdinalRange> Needs(
        Pipeline pipeline, IndexRange tasks, ImmutableArray<OrdinalRange> common, ImmutableArray<PlanUnit>.Builder units, int[] firstOf, bool needsLast)
    {
        List<OrdinalRange>? needs = needsLast ? [.. common, units.Count - 1] : null;
        foreach (var source in pipeline.Sources)
        {
            if (source.Mapping == SourceMapping.All || source.Pipeline is null) continue;
            AddNeed(needs ??= [.. common], source, tasks, units, firstOf);
        }
        if (needs is null) return common;
        OrdinalRange.Merge(needs);
        return [.. needs];
    }

    private static void AddNeed(List<OrdinalRange> needs, PipelineSource source, IndexRange tasks, ImmutableArray<PlanUnit>.Builder units, int[] firstOf)
    {
        if (source.Pipeline is not { } from) return;
        var parts = source.PartsOf(tasks);
        var first = FirstEndingAt(units, firstOf[from], firstOf[from + 1], parts.First);
        var end = FirstEndingAt(units, first, firstOf[from + 1], parts.Last);
        if (end < firstOf[from + 1] && units[end].Tasks.First <= parts.Last) end++;
        if (first < end) needs.Add(new OrdinalRange(first, end - 1));
    }

    // Units of a pipeline are sorted: the first whose last task is not before the element.
    private static int FirstEndingAt(ImmutableArray<PlanUnit>.Builder units, int low, int high, long element)
    {
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (units[middle].Tasks.Last < element) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
