using System.Collections.Immutable;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>Cuts what must run into units, in an order in which every unit comes after what it needs, and units into blocks.</summary>
public static class UnitCutter
{
    /// <summary>Units of one block: 200 completions of one fan-out stay cheap on Durable Task, whose cost grows with the square of a history.</summary>
    public const int MaxBlockUnits = 200;

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
            var pieces = UnitPieces.Of(missing.Ranges, sizing.TasksPerUnit(pipelines[p], missing.Count), isBundle ? 1 : sizing.Slots);
            for (var r = 0; r < pieces.Length; r++)
            {
                for (var piece = 0L; piece < pieces[r]; piece++)
                {
                    var tasks = UnitPieces.Cut(missing.Ranges[r], piece, pieces[r]);
                    var needs = Needs(pipelines[p], tasks, units, firstOf);
                    // Calls of a bundle need each other.
                    if (isBundle && units.Count > firstOf[p]) needs = needs.Add(units.Count - 1);
                    units.Add(new PlanUnit(p, tasks, needs));
                }
            }
            firstOf[p + 1] = units.Count;
        }
        var all = units.ToImmutable();
        return (all, Blocks(all));
    }

    private static ImmutableArray<int> Needs(Pipeline pipeline, IndexRange tasks, ImmutableArray<PlanUnit>.Builder units, int[] firstOf)
    {
        var needs = new SortedSet<int>();
        foreach (var source in pipeline.Sources)
        {
            if (source.Pipeline is not { } from) continue;
            var elements = source.PartsOf(tasks);
            for (var u = FirstEndingAt(units, firstOf[from], firstOf[from + 1], elements.First); u < firstOf[from + 1] && units[u].Tasks.First <= elements.Last; u++)
                needs.Add(u);
        }
        foreach (var before in pipeline.After)
        {
            for (var u = firstOf[before]; u < firstOf[before + 1]; u++) needs.Add(u);
        }
        return [.. needs];
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

    private static ImmutableArray<PlanBlock> Blocks(ImmutableArray<PlanUnit> units)
    {
        var blocks = ImmutableArray.CreateBuilder<PlanBlock>();
        for (var first = 0; first < units.Length; first += MaxBlockUnits)
        {
            var count = Math.Min(MaxBlockUnits, units.Length - first);
            var needs = new SortedSet<int>();
            for (var u = first; u < first + count; u++)
            {
                foreach (var need in units[u].Needs)
                {
                    if (need < first) needs.Add(need / MaxBlockUnits);
                }
            }
            blocks.Add(new PlanBlock(first, count, [.. needs]));
        }
        return blocks.ToImmutable();
    }
}
