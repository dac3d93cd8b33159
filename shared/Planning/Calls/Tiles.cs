using System.Runtime.InteropServices;

namespace Serverless.Planning.Calls;

/// <summary>
/// Partitions from two orders at once. A task comes after its inputs in any order, so bands of two orders laid over each other are tiles without a cycle between
/// them; where the orders disagree (branch after branch, from the first and from the last), tiles beside each other are independent. Trees that grow level by
/// level become columns cut into lengths, wide stencils become diamonds.
/// </summary>
internal sealed class Tiles
{
    private readonly int[] _across;
    private readonly int[] _along;

    public Tiles(CallGraph graph)
    {
        _across = Positions(DepthFirstOrder.FromSources(graph));
        _along = Positions(DepthFirstOrder.FromLastSources(graph));
    }

    /// <summary>So many bands of each order; tiles without a task are none.</summary>
    public CallPartitioning Cut(int across, int along)
    {
        var of = new int[_across.Length];
        var numbers = new int[across * along];
        for (var node = 0; node < of.Length; node++)
        {
            of[node] = (Band(_across[node], across) * along) + Band(_along[node], along);
            numbers[of[node]] = 1;
        }
        // In the order of the bands, so that each tile comes after those that it needs.
        var count = 0;
        for (var tile = 0; tile < numbers.Length; tile++)
        {
            if (numbers[tile] > 0) numbers[tile] = count++;
        }
        for (var node = 0; node < of.Length; node++) of[node] = numbers[of[node]];
        return new CallPartitioning(ImmutableCollectionsMarshal.AsImmutableArray(of), count, "tiles");
    }

    private int Band(int position, int bands) => (int)((long)position * bands / _across.Length);

    private static int[] Positions(int[] order)
    {
        var positions = new int[order.Length];
        for (var at = 0; at < order.Length; at++) positions[order[at]] = at;
        return positions;
    }
}
