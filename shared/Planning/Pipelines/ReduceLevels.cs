namespace Serverless.Planning.Pipelines;

/// <summary>How a reduce becomes a tree. Depends on the number of elements and <c>splitEvery</c> alone: the same on every machine, so that recorded levels stay usable.</summary>
internal static class ReduceLevels
{
    // Fewer groups would leave cores idle while the first level, with its fused maps, runs.
    private const int LeastGroups = 8;

    /// <summary>Elements of one task of the first level: at most <paramref name="splitEvery"/>, and small enough for several groups.</summary>
    public static int FirstGroup(long elements, int splitEvery) => (int)Math.Clamp((elements + LeastGroups - 1) / LeastGroups, 1, splitEvery);

    /// <summary>Groups of a level; at least one, which reports that there is nothing to reduce.</summary>
    public static long Groups(long elements, int size) => Math.Max(1, (elements + size - 1) / size);
}
