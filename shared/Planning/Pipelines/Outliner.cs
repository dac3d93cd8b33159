using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>
/// Turns a document and what its reads came to into pipelines: culls to the outputs, fuses chains, expands reduces into levels. Pure, linear in nodes
/// and pipelines, without recursion.
/// </summary>
public sealed class Outliner
{
    private readonly JobDocument _document;
    private readonly IReadOnlyList<string?> _tokens;
    private readonly NodeShapes _shapes;
    private readonly Fusion _fusion;
    private readonly List<Pipeline> _pipelines = [];
    private readonly Dictionary<int, int> _storedBy = [];

    private Outliner(JobDocument document, JobSnapshot snapshot, IReadOnlyList<string?> tokens)
    {
        _document = document;
        _tokens = tokens;
        _fusion = new Fusion(document, tokens);
        _shapes = new NodeShapes(document, snapshot, _fusion.Plannable);
    }

    /// <summary>Makes the pipelines.</summary>
    /// <param name="document">The job.</param>
    /// <param name="snapshot">Its reads.</param>
    /// <param name="tokens">The token of each node by position, hexadecimal; null where it depends on a read that is pending.</param>
    /// <exception cref="PlanException">Counts do not fit each other.</exception>
    public static Outline Create(JobDocument document, JobSnapshot snapshot, IReadOnlyList<string?> tokens) => new Outliner(document, snapshot, tokens).Run();

    private Outline Run()
    {
        foreach (var node in _document.Topology.Order)
        {
            if (_fusion.IsStored(node)) Add(node);
        }
        var targets = new SortedSet<int>();
        for (var node = 0; node < _document.Nodes.Count; node++)
        {
            if (_fusion.IsTarget(node) && _storedBy.TryGetValue(node, out var pipeline)) targets.Add(pipeline);
        }
        return new Outline
        {
            Pipelines = [.. _pipelines],
            Targets = [.. targets],
            StoredBy = _storedBy.ToImmutableSortedDictionary(s => _document.Nodes[s.Key].Id.Value, s => s.Value, StringComparer.Ordinal),
            IsComplete = _fusion.IsComplete,
        };
    }

    private void Add(int node)
    {
        var chain = _fusion.ChainOf(node);
        var shape = new SourceReader(_document, _shapes, _storedBy, _fusion).Read(chain);
        var kind = _document.Nodes[node] is WriteNode ? ResultKind.Files : _shapes.IsTable(node) ? ResultKind.Tables : ResultKind.Values;
        var last = chain.Fold is { } fold ? AddLevels(chain, shape, fold) : new Pipeline
        {
            Ordinal = _pipelines.Count,
            Node = Name(node),
            Token = PipelineToken.Of(_tokens[node]!, 0, 1, shape.Count),
            Count = shape.Count,
            Elements = shape.Count,
            Result = kind,
            Sources = shape.Sources,
            Each = Names(chain.Each),
            After = shape.After,
        };
        last = last with { Node = Name(node), Result = kind, Then = Names(chain.Then), Token = chain.Fold is null ? last.Token : PipelineToken.Of(_tokens[node]!, 0, last.Sources[0].GroupSize, shape.Count) };
        if (kind == ResultKind.Files) last = AddCommitOf(last with { Level = 1, Token = PipelineToken.Of(_tokens[node]!, 1, last.Sources.Length > 0 ? last.Sources[0].GroupSize : 1, shape.Count) }, node);
        _storedBy[node] = last.Ordinal;
        _pipelines.Add(last);
    }

    private Pipeline AddCommitOf(Pipeline files, int node)
    {
        _pipelines.Add(files);
        return new Pipeline
        {
            Ordinal = _pipelines.Count,
            Node = Name(node),
            Token = PipelineToken.Of(_tokens[node]!, 0, 1, 1),
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
        var partial = _shapes.IsTable(fold) ? ResultKind.Tables : ResultKind.Values;
        var size = ReduceLevels.FirstGroup(shape.Count, splitEvery);
        var sources = shape.Grouped(size);
        var each = Names(chain.Each);
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
                Token = PipelineToken.Of(_tokens[fold]!, level, size, shape.Count),
                Count = count,
                Elements = Math.Max(1, elements),
                Result = partial,
                Sources = sources,
                Each = each,
                Fold = reduce,
                After = after,
            };
            if (count == 1) return pipeline;
            _pipelines.Add(pipeline);
            size = splitEvery;
            sources =
            [
                new PipelineSource { Node = reduce, Pipeline = pipeline.Ordinal, Mapping = SourceMapping.Group, GroupSize = size, Count = count },
                .. shape.Arguments,
            ];
            (each, elements, after) = ([], count, []);
        }
    }

    private string Name(int node) => _document.Nodes[node].Id.Value;

    private ImmutableArray<string> Names(IEnumerable<int> nodes) => [.. nodes.Select(Name)];
}
