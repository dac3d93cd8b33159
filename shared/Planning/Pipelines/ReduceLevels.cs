namespace Serverless.Planning.Pipelines;

/// <summary>How a fold becomes a tree. Depends on the number of elements and <c>splitEvery</c> alone: the same on every machine, so that recorded levels stay usable.</summary>
internal static class ReduceLevels
{
    // At least half as many groups as this keep cores busy while the first level, with its fused maps, runs.
    private const int MostGroups = 16;

    // Partitions of tables are dear to make: each is a group of its own up to here, so that one more leaves the results of all others as they are.
    private const int MostTables = 256;

    // Folds whose partial results are cheap to make and dear to store (a table of keys, the best of many) take more at once.
    private const int MostBundles = 256;
    private const int MaxBundle = 4096;

    /// <summary>Elements of one task of a reduce's first level: at most <paramref name="splitEvery"/>, and small enough for several groups.</summary>
    /// <remarks>It doubles as the collection does, and stays in between: groups that a collection has keep their elements when others are appended.</remarks>
    public static int FirstGroup(long elements, int splitEvery, bool areTables) => (int)Math.Min(Size(elements, areTables ? MostTables : MostGroups), splitEvery);

    /// <summary>Elements of one task of the first level of every other fold, and of a partition of values.</summary>
    public static int Bundle(long elements) => (int)Math.Min(Size(elements, MostBundles), MaxBundle);

    /// <summary>Groups of a level; at least one, which reports that there is nothing to reduce.</summary>
    public static long Groups(long elements, int size) => Math.Max(1, (elements + size - 1) / size);

    // The smallest power of two of which there are no more groups than that.
    private static long Size(long elements, int groups)
    {
        var least = (elements / groups) + (elements % groups > 0 ? 1 : 0);
        var size = 1L;
        while (size < least && size < int.MaxValue) size *= 2;
        return size;
    }
}
