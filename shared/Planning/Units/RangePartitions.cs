namespace Serverless.Planning.Units;

/// <summary>How many units each missing range becomes: none larger than it should be, and as many in all as keep every slot busy to the end.</summary>
internal static class RangePartitions
{
    /// <param name="ranges">What is missing of a pipeline.</param>
    /// <param name="size">Tasks of a unit at most; at least 1.</param>
    /// <param name="slots">
    /// Units that run at once. Their number is made a multiple of it where there are tasks enough: of nine units of two seconds on two slots, the last would run alone for two
    /// seconds, of ten smaller ones none does.
    /// </param>
    /// <returns>A count for each range.</returns>
    public static long[] Of(IReadOnlyList<IndexRange> ranges, long size, int slots)
    {
        var pieces = new long[ranges.Count];
        var total = 0L;
        for (var r = 0; r < pieces.Length; r++) total += pieces[r] = (ranges[r].Count + size - 1) / size;
        var missing = total == 0 ? 0 : (slots - (total % slots)) % slots;
        if (missing == 0 || size == 1) return pieces;
        // The largest pieces get smaller.
        var largest = new PriorityQueue<int, double>(Enumerable.Range(0, pieces.Length).Where(r => ranges[r].Count > pieces[r]).Select(r => (r, Smallness(r))));
        for (; missing > 0 && largest.TryDequeue(out var range, out _); missing--)
        {
            if (++pieces[range] < ranges[range].Count) largest.Enqueue(range, Smallness(range));
        }
        return pieces;

        double Smallness(int range) => -(double)ranges[range].Count / pieces[range];
    }

    /// <summary>The <paramref name="piece"/>-th of <paramref name="count"/> parts of a range, which differ by one task at most; larger ones come first, so that the last are the shortest.</summary>
    public static IndexRange Cut(IndexRange range, long piece, long count) => new(Edge(range, piece, count), Edge(range, piece + 1, count) - 1);

    private static long Edge(IndexRange range, long piece, long count)
    {
        var (size, larger) = Math.DivRem(range.Count, count);
        return range.First + (piece * size) + Math.Min(piece, larger);
    }
}
