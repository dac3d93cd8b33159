using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Planning.Calls;
using Serverless.Planning.Kinds;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>
/// Turns a document and what its reads came to into pipelines: culls to the outputs, fuses chains, expands reduces into levels. Pure, linear in nodes
/// and pipelines, without recursion.
/// </summary>
public sealed class PipelineBuilder
{
    // Levels of folds are far below.
    private const int SpreadLevel = 900;
    private const int SampleLevel = 950;

    private readonly JobDocument _document;
    private readonly IReadOnlyList<Token?> _tokens;
    private readonly CollectionTraits _traits;
    private readonly NodeShapes _shapes;
    private readonly Fusion _fusion;
    private readonly NodePlaces _places;
    private readonly List<Pipeline> _pipelines = [];
    private readonly StoredAt?[] _storedBy;

    private PipelineBuilder(JobDocument document, JobSnapshot snapshot, CollectionTraits traits, IReadOnlyList<Token?> tokens)
    {
        _document = document;
        _tokens = tokens;
        _storedBy = new StoredAt?[document.Nodes.Count];
        _traits = traits;
        _fusion = new Fusion(document, _traits, tokens);
        _shapes = new NodeShapes(document, snapshot, _traits, _fusion.Plannable);
        _places = new NodePlaces(document, tokens, _shapes, _traits);
    }

    /// <summary>Makes the pipelines.</summary>
    /// <param name="document">The job.</param>
    /// <param name="snapshot">Its reads.</param>
    /// <param name="tokens">The token of each node by position; null where it depends on a read that is pending.</param>
    /// <exception cref="PlanException">Counts do not fit each other.</exception>
    public static PipelineGraph Create(JobDocument document, JobSnapshot snapshot, IReadOnlyList<Token?> tokens) =>
        Create(document, snapshot, new CollectionTraits(document), tokens);

    internal static PipelineGraph Create(JobDocument document, JobSnapshot snapshot, CollectionTraits traits, IReadOnlyList<Token?> tokens) =>
        new PipelineBuilder(document, snapshot, traits, tokens).Run();

    private PipelineGraph Run()
    {
        var bundles = CallBundles.Of(_document, _fusion.IsStored);
        var order = Order(bundles);
        // Partitions stand behind all that they need; what needs them comes later still.
        foreach (var node in order)
        {
            if (_fusion.IsStored(node) && bundles.PartitionOf(node) < 0 && !IsBehind(node, bundles)) Add(node);
        }
        var writer = new BundleWriter(_document, _tokens, _storedBy, _pipelines, _shapes.Count, _places);
        foreach (var partition in bundles.Partitions)
        {
            if (bundles.AreFew && partition is [var only]) Add(only);
            else writer.Add(partition);
        }
        foreach (var node in order)
        {
            if (_fusion.IsStored(node) && _storedBy[node] is null) Add(node);
        }
        var targets = new SortedSet<int>();
        for (var node = 0; node < _document.Nodes.Count; node++)
        {
            if (_fusion.IsTarget(node) && _storedBy[node] is { } stored) targets.Add(stored.Pipeline);
        }
        return new PipelineGraph
        {
            Pipelines = [.. _pipelines],
            Targets = [.. targets],
            StoredBy = new StoredNodes(_document.Nodes, _storedBy),
            IsComplete = _fusion.IsComplete,
        };
    }

    // Depth first, so that of branches beside each other one is done before the next one begins: what it holds is free early, and its results are there.
    private ReadOnlySpan<int> Order(CallBundles bundles)
    {
        var others = 0;
        for (var node = 0; node < _document.Nodes.Count && others < 2; node++)
        {
            if (_fusion.IsStored(node) && bundles.PartitionOf(node) < 0) others++;
        }
        return others < 2 ? _document.Topology.Order : BranchOrder.Of(_document.Topology, _document.Nodes.Count);
    }

    // Something that it needs is a partition, or behind one.
    private bool IsBehind(int node, CallBundles bundles)
    {
        if (bundles.Partitions.Length == 0) return false;
        foreach (var dependency in _document.Topology.Dependencies(node))
        {
            if (bundles.IsBehind(dependency)) return true;
        }
        return false;
    }

    private void Add(int node)
    {
        var chain = _fusion.ChainOf(node);
        var shape = Spread(chain.Head, new SourceReader(_document, _shapes, _traits, _storedBy, _pipelines, _fusion).Read(chain));
        var last = chain.Fold is { } fold ? AddLevels(chain, shape, fold) : Single(node, chain, shape);
        var kind = KindOf(node);
        last = last with { Node = Name(node), Result = kind, Then = Names(chain.Then), Token = chain.Fold is null ? last.Token : PipelineToken.Of(_tokens[node]!.Value, Numbering(chain), last.Leading()!.GroupSize, shape.Count, chain.Gather is not null) };
        last = last with { Places = _places.Of(last, chain, shape.Count) };
        if (kind == ResultKind.Files) last = AddCommitOf(last with { Level = 1, Token = PipelineToken.Of(_tokens[node]!.Value, 1 + Numbering(chain), last.Leading()?.GroupSize ?? 1, shape.Count) }, node);
        _storedBy[node] = new StoredAt(last.Ordinal, null);
        _pipelines.Add(last);
    }

    // Where rows are spread by their keys, a pipeline for each input comes before, and its buckets are the elements.
    private SourceShape Spread(int head, SourceShape shape)
    {
        if (!_traits.Matches(head) || _shapes.LayoutOf(head) is not { Way: MatchWay.Spread, Buckets: var buckets }) return shape;
        var sources = shape.Sources.ToBuilder();
        ImmutableArray<PipelineSource> bounds = _traits.PlanOf(head).IsByRange ? [AddBounds(head, shape, buckets)] : [];
        for (var input = 0; input < _document.Nodes[head].Over.Length; input++)
        {
            var source = sources[input];
            var pipeline = new Pipeline
            {
                Ordinal = _pipelines.Count,
                Node = Name(head),
                Level = input + 1 + (2 * bounds.Length),
                Token = PipelineToken.Of(_tokens[head]!.Value, SpreadLevel + input, buckets, source.Count),
                Count = source.Count,
                Elements = source.Count,
                Result = ResultKind.Buckets,
                Sources = [source with { Alias = null, Mapping = SourceMapping.OneToOne }, .. bounds],
                Buckets = new BucketsOfTask(input, buckets),
                After = shape.After,
            };
            _pipelines.Add(pipeline);
            sources[input] = source with { Pipeline = pipeline.Ordinal, Part = null, Mapping = SourceMapping.OneToOne, Count = buckets, SpreadOver = source.Count };
        }
        return shape with { Count = buckets, Sources = sources.ToImmutable() };
    }

    // A sample of each partition, and what all of them say.
    private PipelineSource AddBounds(int head, SourceShape shape, int buckets)
    {
        var source = shape.Sources[0];
        var sample = new Pipeline
        {
            Ordinal = _pipelines.Count,
            Node = Name(head),
            Level = 1,
            Token = PipelineToken.Of(_tokens[head]!.Value, SampleLevel, 1, source.Count),
            Count = source.Count,
            Elements = source.Count,
            Result = ResultKind.Tables,
            Sources = [source with { Alias = null, Mapping = SourceMapping.OneToOne }],
            Each = [Name(head)],
            After = shape.After,
        };
        _pipelines.Add(sample);
        var bounds = new Pipeline
        {
            Ordinal = _pipelines.Count,
            Node = Name(head),
            Level = 2,
            Token = PipelineToken.Of(_tokens[head]!.Value, SampleLevel + 1, buckets, source.Count),
            Count = 1,
            Elements = 1,
            Result = ResultKind.Tables,
            Sources = [new PipelineSource { Node = Name(head), Pipeline = sample.Ordinal, Mapping = SourceMapping.All, Count = source.Count }],
            Each = [Name(head)],
            Buckets = new BucketsOfTask(0, buckets),
        };
        _pipelines.Add(bounds);
        return new PipelineSource { Node = Name(head), Pipeline = bounds.Ordinal, Mapping = SourceMapping.All, Count = 1 };
    }

    private ResultKind KindOf(int node) =>
        _traits.RoleOf(node) == NodeRole.Write ? ResultKind.Files
        : _shapes.IsTable(node) ? ResultKind.Tables
        : _traits.IsList(node) ? ResultKind.Lists
        : ResultKind.Values;

    // Without a fold: a task for each element, or for each partition of them. Records are written as partitions too: a file for each would be dear.
    private Pipeline Single(int node, Chain chain, SourceShape shape)
    {
        var isGrouped = chain.Gather is not null || WritesRecords(node);
        var size = isGrouped ? ReduceLevels.Bundle(shape.Count) : 1;
        return new Pipeline
        {
            Ordinal = _pipelines.Count,
            Node = Name(node),
            Token = PipelineToken.Of(_tokens[node]!.Value, Numbering(chain), size, shape.Count),
            Count = isGrouped ? ReduceLevels.Groups(shape.Count, size) : shape.Count,
            Elements = shape.Count,
            Result = ResultKind.Values,
            Sources = isGrouped ? shape.Grouped(size) : shape.Sources,
            Each = Names(chain.Each),
            Gather = chain.Gather is { } gather ? Name(gather) : null,
            Inner = Names(chain.Inner),
            After = shape.After,
        };
    }

    // Which element is which depends on how a head that matches rows was laid out; levels of folds are far below.
    private int Numbering(Chain chain) => _traits.Matches(chain.Head) ? Numbering(_shapes.LayoutOf(chain.Head)) : 0;

    private static int Numbering(MatchLayout layout) => 1000 * (int)layout.Way;

    private bool WritesRecords(int node) => _traits.RoleOf(node) == NodeRole.Write && _document.Nodes[node].Over is [var only] && !_shapes.IsTable(_document.Nodes.IndexOf(only.Node));

    private Pipeline AddCommitOf(Pipeline files, int node)
    {
        _pipelines.Add(files);
        return new Pipeline
        {
            Ordinal = _pipelines.Count,
            Node = Name(node),
            Token = PipelineToken.Of(_tokens[node]!.Value, 0, 1, 1),
            Count = 1,
            Elements = 1,
            Result = ResultKind.Commit,
            Sources = [new PipelineSource { Node = Name(node), Pipeline = files.Ordinal, Mapping = SourceMapping.All, Count = files.Count }],
            After = files.After,
        };
    }

    // Adds every level but the last, which the caller completes.
    private Pipeline AddLevels(Chain chain, SourceShape shape, int fold)
    {
        var reduce = Name(fold);
        var splitEvery = _shapes.SplitEvery(fold);
        var partial = KindOf(fold);
        // Partitions are those that a gather has when it is stored.
        var size = chain.Gather is null ? _shapes.FirstGroup(fold, shape.Count) : ReduceLevels.Bundle(shape.Count);
        var sources = shape.Grouped(size);
        var each = Names(chain.Each);
        var gather = chain.Gather is { } g ? Name(g) : null;
        var inner = Names(chain.Inner);
        var elements = shape.Count;
        var after = shape.After;
        for (var level = 1; ; level++)
        {
            var count = ReduceLevels.Groups(elements, size);
            var pipeline = new Pipeline
            {
                Ordinal = _pipelines.Count,
                Node = reduce,
                Level = count == 1 ? 0 : level,
                Token = PipelineToken.Of(_tokens[fold]!.Value, level + Numbering(chain), size, shape.Count, chain.Gather is not null),
                Count = count,
                Elements = Math.Max(1, elements),
                Result = partial,
                Sources = sources,
                Each = each,
                Gather = gather,
                Inner = inner,
                Fold = reduce,
                After = after,
            };
            if (count == 1) return pipeline;
            _pipelines.Add(pipeline with { Places = _places.Of(pipeline, chain, shape.Count) });
            size = splitEvery;
            sources =
            [
                new PipelineSource { Node = reduce, Pipeline = pipeline.Ordinal, Mapping = SourceMapping.Group, GroupSize = size, Count = count },
                .. shape.Arguments,
            ];
            (each, gather, inner, elements, after) = ([], null, [], count, []);
        }
    }

    private string Name(int node) => _document.Nodes[node].Id.Value;

    private ImmutableArray<string> Names(IEnumerable<int> nodes) => [.. nodes.Select(Name)];
}
