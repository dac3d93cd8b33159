using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>
/// Finds what has to run: from the wanted results backwards, wanted ranges minus recorded ranges, and of what comes before only what those need.
/// The caller reads the ledger for one pipeline after the other, and only for those that something needs.
/// </summary>
public sealed class Cull
{
    private readonly IReadOnlyList<Pipeline> _pipelines;

    // What later pipelines asked for so far, as they asked: made a set of when it is this one's turn, once.
    private readonly List<IndexRange>?[] _asked;
    private readonly RangeSet[] _missing;
    private RangeSet _wanted = RangeSet.Empty;
    private int _next;

    /// <param name="pipelines">In order: sources before their consumers.</param>
    /// <param name="targets">Ordinals of the pipelines whose results are wanted whole.</param>
    public Cull(IReadOnlyList<Pipeline> pipelines, IEnumerable<int> targets)
    {
        _pipelines = pipelines;
        _asked = new List<IndexRange>?[pipelines.Count];
        _missing = new RangeSet[pipelines.Count];
        Array.Fill(_missing, RangeSet.Empty);
        foreach (var target in targets) WantAll(target);
        _next = pipelines.Count;
        MoveNext();
    }

    /// <summary>The pipeline whose records are asked for; null when all is known.</summary>
    public Pipeline? Current => _next >= 0 ? _pipelines[_next] : null;

    /// <summary>What of <see cref="Current"/> something needs.</summary>
    public RangeSet Wanted => _wanted;

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
        var recorded = new RangeSet(ranges);
        _missing[_next] = _wanted.Except(recorded);
        var mine = own is null or { Count: 0 } ? null : own.ToHashSet();
        foreach (var found in _wanted.Intersect(mine is null ? recorded : recorded.Except(new RangeSet(mine))).Ranges) FoundElements += pipeline.ElementsIn(found);
        FoundRanges += ranges.Count(r => mine?.Contains(r) != true && _wanted.Overlaps(r));
        foreach (var source in pipeline.Sources)
        {
            if (source.Pipeline is { } from) Ask(from, _missing[_next].Ranges.Select(source.PartsOf));
        }
        if (!_missing[_next].IsEmpty)
        {
            foreach (var before in pipeline.After) WantAll(before);
        }
        MoveNext();
    }

    private void WantAll(int pipeline) => Ask(pipeline, [new IndexRange(0, _pipelines[pipeline].Count - 1)]);

    private void Ask(int pipeline, IEnumerable<IndexRange> ranges) => (_asked[pipeline] ??= []).AddRange(ranges);

    private void MoveNext()
    {
        do
        {
            _next--;
            _wanted = _next >= 0 && _asked[_next] is { } asked ? new RangeSet(asked) : RangeSet.Empty;
            if (_next >= 0) _asked[_next] = null;
        }
        while (_next >= 0 && _wanted.IsEmpty);
    }
}
