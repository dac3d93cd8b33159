using System.Collections.Immutable;

namespace Serverless.Planning.Calls;

/// <summary>A partition of a graph's tasks into pieces that are run as a whole, acyclic between each other.</summary>
/// <param name="PieceOf">For each task its piece. Pieces are numbered so that each comes after those that it needs.</param>
/// <param name="Count">Pieces.</param>
/// <param name="Way">How it was cut, for people.</param>
public sealed record CallCut(ImmutableArray<int> PieceOf, int Count, string Way)
{
    /// <summary>The tasks of each piece, each after what it needs.</summary>
    /// <param name="order">An order of all tasks, each after what it needs.</param>
    public int[][] Pieces(ReadOnlySpan<int> order)
    {
        var sizes = new int[Count];
        foreach (var node in order) sizes[PieceOf[node]]++;
        var pieces = Array.ConvertAll(sizes, static size => new int[size]);
        Array.Clear(sizes);
        foreach (var node in order) pieces[PieceOf[node]][sizes[PieceOf[node]]++] = node;
        return pieces;
    }
}
