using System.Collections.Immutable;

namespace Serverless.Planning.Units;

/// <summary>
/// Cuts units into blocks, in their order: as many as one orchestration runs, and as many as its layout has room for. Where every unit needs a hundred
/// others one by one, blocks are smaller.
/// </summary>
internal static class BlockPartitioner
{
    /// <summary>Units of one block: 200 completions of one fan-out stay cheap on Durable Task, whose cost grows with the square of a history.</summary>
    public const int MaxUnits = 200;

    // Of the 16 KB of a payload; the rest is for what all units have.
    private const int MaxBytes = 8 * 1024;

    // "[123,145]," and "[],".
    private const int RangeBytes = 10;
    private const int UnitBytes = 3;

    // Ranges of one block: blocks are few, and to wait for some more of them costs little.
    private const int MaxNeeds = 64;

    public static ImmutableArray<PlanBlock> Cut(ImmutableArray<PlanUnit> units, Func<PlanUnit, (int Unit, int Pipeline)> layoutBytes)
    {
        var blocks = ImmutableArray.CreateBuilder<PlanBlock>();
        var blockOf = new int[units.Length];
        var needs = new List<OrdinalRange>();
        for (var first = 0; first < units.Length;)
        {
            var count = CountFrom(units, first, layoutBytes);
            needs.Clear();
            for (var u = first; u < first + count; u++)
            {
                blockOf[u] = blocks.Count;
                foreach (var need in units[u].Needs)
                {
                    if (need.First < first) needs.Add(new OrdinalRange(blockOf[need.First], blockOf[Math.Min(need.Last, first - 1)]));
                }
            }
            OrdinalRange.Merge(needs);
            blocks.Add(new PlanBlock(first, count, OrdinalRange.Cover(needs, MaxNeeds)));
            first += count;
        }
        return blocks.ToImmutable();
    }

    private static int CountFrom(ImmutableArray<PlanUnit> units, int first, Func<PlanUnit, (int Unit, int Pipeline)> layoutBytes)
    {
        var (count, bytes) = (0, 0);
        var pipelines = new HashSet<int>();
        while (count < MaxUnits && first + count < units.Length)
        {
            var unit = units[first + count];
            var (each, once) = layoutBytes(unit);
            bytes += UnitBytes + each + (pipelines.Add(unit.Pipeline) ? once : 0);
            foreach (var need in unit.Needs)
            {
                if (need.Last >= first) bytes += RangeBytes;
            }
            if (count > 0 && bytes > MaxBytes) break;
            count++;
        }
        return count;
    }
}
