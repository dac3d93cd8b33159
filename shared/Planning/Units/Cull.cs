using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>
/// Finds what has to run: from the wanted results backwards, wanted ranges minus recorded ranges, and of what comes before only what those need.
/// The caller reads the ledger for one pipeline after the other, and only for those that something needs.
/// </summary>
public sealed class Cull
{
    private readonly IReadOnlyList<Pipeline> _pipelines;
    private readonly RangeSet[] _wanted;
    private readonly RangeSet[] _missing;
    private int _next;

    /// <param name="pipelines">In order: sources before their consumers.</param>
    /// <param name="targets">Ordinals of the pipelines whose results are wanted whole.</param>
    public Cull(IReadOnlyList<Pipeline> pipelines, IEnumerable<int> targets)
    {
        _pipelines = pipelines;
        _wanted = new RangeSet[pipelines.Count];
        _missing = new RangeSet[pipelines.Count];
        Array.Fill(_wanted, RangeSet.Empty);
        Array.Fill(_missing, RangeSet.Empty);
        foreach (var target in targets) WantAll(target);
        _next = pipelines.Count;
        MoveNext();
    }

    /// <summary>The pipeline whose records are asked for; null when all is known.</summary>
    public Pipeline? Current => _next >= 0 ? _pipelines[_next] : null;

    /// <summary>Ranges found recorded, of what was wanted.</summary>
    public int FoundRanges { get; private set; }

    /// <summary>Elements in them.</summary>
    public long FoundElements { get; private set; }

    /// <summary>What must run of a pipeline.</summary>
    public RangeSet MissingOf(int pipeline) => _missing[pipeline];

    /// <summary>Says what the ledger has of <see cref="Current"/>.</summary>
    /// <param name="ranges">Everything.</param>
    /// <param name="own">What of it this job made in earlier stages: there, and not found.</param>
    public void Recorded(IReadOnlyCollection<IndexRange> ranges, IReadOnlyCollection<IndexRange>? own = null)
    {
        var pipeline = Current ?? throw new InvalidOperationException("Nothing is asked for.");
        var wanted = _wanted[_next];
        var recorded = new RangeSet(ranges);
        _missing[_next] = wanted.Except(recorded);
        var others = own is null or { Count: 0 } ? recorded : recorded.Except(new RangeSet(own));
        foreach (var found in wanted.Intersect(others).Ranges) FoundElements += pipeline.ElementsIn(found);
        FoundRanges += ranges.Count(r => own?.Contains(r) != true && wanted.Ranges.Any(w => w.Overlaps(r)));
        foreach (var missing in _missing[_next].Ranges)
        {
            foreach (var source in pipeline.Sources)
            {
                if (source.Pipeline is { } from) _wanted[from] = _wanted[from].Union(new RangeSet([source.PartsOf(missing)]));
            }
        }
        if (!_missing[_next].IsEmpty)
        {
            foreach (var before in pipeline.After) WantAll(before);
        }
        MoveNext();
    }

    private void WantAll(int pipeline) => _wanted[pipeline] = new RangeSet([new IndexRange(0, _pipelines[pipeline].Count - 1)]);

    private void MoveNext()
    {
        do
        {
            _next--;
        }
        while (_next >= 0 && _wanted[_next].IsEmpty);
    }
}
