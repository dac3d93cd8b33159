namespace Serverless.Planning.Pipelines;

/// <summary>How a fold becomes a tree. Depends on the number of elements and <c>splitEvery</c> alone: the same on every machine, so that recorded levels stay usable.</summary>
internal static class ReduceLevels
{
    // Fewer groups would leave cores idle while the first level, with its fused maps, runs.
    private const int LeastGroups = 8;

    // Folds whose partial results are cheap to make and dear to store (a table of keys, the best of many) take more at once.
    private const int LeastBundles = 256;
    private const int MaxBundle = 4096;

    /// <summary>Elements of one task of a reduce's first level: at most <paramref name="splitEvery"/>, and small enough for several groups.</summary>
    public static int FirstGroup(long elements, int splitEvery) => (int)Math.Clamp((elements + LeastGroups - 1) / LeastGroups, 1, splitEvery);

    /// <summary>Elements of one task of the first level of every other fold, and of a partition of values.</summary>
    public static int Bundle(long elements) => (int)Math.Clamp((elements + LeastBundles - 1) / LeastBundles, 1, MaxBundle);

    /// <summary>Groups of a level; at least one, which reports that there is nothing to reduce.</summary>
    public static long Groups(long elements, int size) => Math.Max(1, (elements + size - 1) / size);
}
