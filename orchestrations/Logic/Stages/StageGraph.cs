using System.Numerics;
using Serverless.Planning.Units;

namespace Serverless.Logic.Stages;

/// <summary>
/// What needs what: items 0 to Count-1 in an order in which every item comes after what it needs. Needs are ranges of items, and a range is a few spans of a
/// binary tree over all items: who waits for them waits for those. So a barrier of thousands before thousands is as cheap as one item.
/// </summary>
public sealed class StageGraph
{
    private readonly OrdinalRange[][] _needs;
    private readonly int _leaves;
    private readonly int[] _firstWaiter;
    private readonly int[] _waiters;

    /// <param name="needs">For each item the items that must be done before it: each smaller than the item itself, none twice.</param>
    /// <exception cref="ArgumentException">An item needs itself, a later one, or one twice.</exception>
    public StageGraph(IReadOnlyList<IReadOnlyCollection<OrdinalRange>> needs)
    {
        _needs = new OrdinalRange[needs.Count][];
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, needs.Count));
        _firstWaiter = new int[SpanCount + 1];
        for (var item = 0; item < needs.Count; item++)
        {
            _needs[item] = Checked(item, needs[item]);
            foreach (var range in _needs[item])
            {
                foreach (var span in SpansOf(range)) _firstWaiter[span + 1]++;
            }
        }
        for (var span = 0; span < SpanCount; span++) _firstWaiter[span + 1] += _firstWaiter[span];
        _waiters = new int[_firstWaiter[SpanCount]];
        var next = _firstWaiter[..SpanCount];
        for (var item = 0; item < needs.Count; item++)
        {
            foreach (var range in _needs[item])
            {
                foreach (var span in SpansOf(range)) _waiters[next[span]++] = item;
            }
        }
    }

    public int Count => _needs.Length;

    public ReadOnlySpan<OrdinalRange> NeedsOf(int item) => _needs[item];

    /// <summary>Spans are numbered from the root, 1, to the items themselves; the halves of span <c>s</c> are <c>2s</c> and <c>2s + 1</c>.</summary>
    internal int SpanCount => 2 * _leaves;

    /// <summary>The span that is one item.</summary>
    internal int SpanOf(int item) => _leaves + item;

    /// <summary>Items that wait for all of a span.</summary>
    internal ReadOnlySpan<int> WaitersOf(int span) => _waiters.AsSpan(_firstWaiter[span], _firstWaiter[span + 1] - _firstWaiter[span]);

    /// <summary>The spans that are a range: at most twice as many as the tree is high.</summary>
    internal IEnumerable<int> SpansOf(OrdinalRange range)
    {
        for (var (low, end) = (_leaves + range.First, _leaves + range.Last + 1); low < end; (low, end) = (low / 2, end / 2))
        {
            if (low % 2 == 1) yield return low++;
            if (end % 2 == 1) yield return --end;
        }
    }

    private static OrdinalRange[] Checked(int item, IReadOnlyCollection<OrdinalRange> needs)
    {
        OrdinalRange[] sorted = [.. needs.OrderBy(n => n.First)];
        for (var k = 0; k < sorted.Length; k++)
        {
            var need = sorted[k];
            if (need.First < 0 || need.Count < 1 || need.Last >= item || (k > 0 && need.First <= sorted[k - 1].Last))
                throw new ArgumentException($"Item {item} cannot need items {need.First} to {need.Last}: items need earlier ones, each once.", nameof(needs));
        }
        return sorted;
    }
}
