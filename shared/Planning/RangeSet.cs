namespace Serverless.Planning;

/// <summary>A set of indices as sorted ranges that neither overlap nor touch.</summary>
public sealed class RangeSet
{
    private readonly List<IndexRange> _ranges;

    /// <summary>The union of ranges in any order.</summary>
    public RangeSet(IEnumerable<IndexRange> ranges)
    {
        _ranges = [];
        foreach (var range in ranges.Where(r => r.Count > 0).OrderBy(r => r.First))
        {
            if (_ranges.Count > 0 && range.First <= _ranges[^1].Last + 1)
            {
                if (range.Last > _ranges[^1].Last) _ranges[^1] = _ranges[^1] with { Last = range.Last };
            }
            else
            {
                _ranges.Add(range);
            }
        }
    }

    public static RangeSet Empty { get; } = new([]);

    public IReadOnlyList<IndexRange> Ranges => _ranges;

    public long Count => _ranges.Sum(r => r.Count);

    public bool IsEmpty => _ranges.Count == 0;

    public RangeSet Union(RangeSet other) => IsEmpty ? other : other.IsEmpty ? this : new RangeSet(_ranges.Concat(other._ranges));

    /// <summary>What is here and not there.</summary>
    public RangeSet Except(RangeSet other)
    {
        var left = new List<IndexRange>();
        var k = 0;
        foreach (var range in _ranges)
        {
            var first = range.First;
            while (k < other._ranges.Count && other._ranges[k].Last < first) k++;
            for (var i = k; i < other._ranges.Count && other._ranges[i].First <= range.Last; i++)
            {
                left.Add(new IndexRange(first, other._ranges[i].First - 1));
                first = other._ranges[i].Last + 1;
            }
            left.Add(new IndexRange(first, range.Last));
        }
        return new RangeSet(left);
    }

    /// <summary>Whether any index of the range is here.</summary>
    public bool Overlaps(IndexRange range)
    {
        // The first that does not end before it.
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < range.First) low = middle + 1;
            else high = middle;
        }
        return low < _ranges.Count && _ranges[low].Overlaps(range);
    }

    /// <summary>What is both here and there.</summary>
    public RangeSet Intersect(RangeSet other) => Except(Except(other));

    public override string ToString() => string.Join(", ", _ranges);
}
