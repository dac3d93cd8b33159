using System.Collections.Immutable;

namespace Serverless.Planning.Calls;

/// <summary>A division of a graph's tasks into partitions that are run as a whole, acyclic between each other.</summary>
/// <param name="PartitionOf">For each task its partition. Partitions are numbered so that each comes after those that it needs.</param>
/// <param name="Count">Partitions.</param>
/// <param name="Way">How it was cut, for people.</param>
internal sealed record CallPartitioning(ImmutableArray<int> PartitionOf, int Count, string Way)
{
    /// <summary>The tasks of each partition, each after what it needs.</summary>
    /// <param name="order">An order of all tasks, each after what it needs.</param>
    public int[][] Partitions(ReadOnlySpan<int> order)
    {
        var sizes = new int[Count];
        foreach (var node in order) sizes[PartitionOf[node]]++;
        var partitions = Array.ConvertAll(sizes, static size => new int[size]);
        Array.Clear(sizes);
        foreach (var node in order) partitions[PartitionOf[node]][sizes[PartitionOf[node]]++] = node;
        return partitions;
    }
}
