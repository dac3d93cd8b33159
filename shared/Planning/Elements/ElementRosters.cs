using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Planning.Kinds;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Elements;

/// <summary>
/// Makes the rosters of a plan's pipelines: of those whose tasks see the elements that they are given and nothing of the rest. A task of a map sees its
/// element, one of a fold the elements of its group in their order.
/// </summary>
/// <param name="document">The job.</param>
/// <param name="snapshot">Its reads.</param>
/// <param name="pipelines">All of the pipeline graph.</param>
/// <param name="tokens">Of its nodes over that snapshot.</param>
public sealed class ElementRosters(JobDocument document, JobSnapshot snapshot, ImmutableArray<Pipeline> pipelines, NodeTokens tokens)
{
    private readonly PipelineElements?[] _known = new PipelineElements?[pipelines.Length];
    private readonly bool[] _made = new bool[pipelines.Length];

    /// <returns>Null: a result of the pipeline may depend on more than its elements, or it is not known what they are.</returns>
    public PipelineElements? Of(Pipeline pipeline)
    {
        // Sources come before: no recursion over the graph, however long it is.
        var open = new Stack<int>([pipeline.Ordinal]);
        while (open.TryPeek(out var next))
        {
            var before = _made[next] ? [] : pipelines[next].Sources.Where(s => s is { IsArgument: false, Mapping: not SourceMapping.All, Pipeline: { } from } && !_made[from]).Select(s => s.Pipeline!.Value).ToList();
            before.ForEach(open.Push);
            if (before.Count > 0) continue;
            open.Pop();
            if (_made[next]) continue;
            (_known[next], _made[next]) = (Make(pipelines[next]), true);
        }
        return _known[pipeline.Ordinal];
    }

    private PipelineElements? Make(Pipeline pipeline)
    {
        if (!pipeline.Calls.IsEmpty || pipeline.Result is ResultKind.Files or ResultKind.Commit or ResultKind.Buckets) return null;
        // A bucket is a share of all partitions.
        if (pipeline.Sources.Any(s => s.SpreadOver is not null)) return null;
        // The last group of a fold is all of it: it is found by its node's token.
        if (pipeline is { Fold: not null, Count: 1 }) return null;
        if (!pipeline.Nodes.All(n => SeesItsElementsAlone(new NodeId(n)))) return null;
        var collections = pipeline.Sources.Where(s => !s.IsArgument).ToList();
        if (!collections.Exists(s => s.Mapping != SourceMapping.All)) return null;
        var writer = FamilyOf(pipeline);
        var seesRecords = pipeline.Nodes.Any(n => TakesTables(document.Binding(new NodeId(n)).Function));
        var rosters = new List<ElementRoster>();
        foreach (var source in collections)
        {
            writer.String(source.Mapping.ToString());
            if (source.Mapping == SourceMapping.All)
            {
                if (TokenOf(source) is not { } whole) return null;
                writer.String(whole);
                continue;
            }
            if (seesRecords && KindsOf(source) is { } kinds) writer.Token(kinds);
            if (ElementsOf(source) is not { } elements || RosterMaker.Tasks(elements.Roster, source, pipeline.Count) is not { } tasks) return null;
            writer.String(elements.Family);
            rosters.Add(tasks);
        }
        var all = rosters[0];
        foreach (var other in rosters.Skip(1))
        {
            if (RosterMaker.Together(all, other, pipeline.Count) is not { } both) return null;
            all = both;
        }
        return new PipelineElements(writer.Finish().ToString(), all);
    }

    private bool SeesItsElementsAlone(NodeId node) => NodeTokens.SeesItsElementsAlone(document, document.Nodes[node], document.Binding(node));

    private TokenWriter FamilyOf(Pipeline pipeline)
    {
        var writer = new TokenWriter();
        writer.String("serverless.elements.1");
        writer.String(pipeline.Result.ToString());
        // A level behind the first folds what levels before it made, and the last one gives the result.
        writer.Boolean(pipeline.Fold is not null && pipeline.Sources[0].Node == pipeline.Fold);
        writer.Boolean(pipeline.Level == 0);
        foreach (var (nodes, isFold) in new[] { (pipeline.Each, false), (Single(pipeline.Gather), false), (pipeline.Inner, false), (Single(pipeline.Fold), true), (pipeline.Then, false) })
        {
            writer.List(nodes.Length);
            foreach (var node in nodes) writer.Token(tokens.StepOf(document.Nodes.IndexOf(new NodeId(node)), isFold));
        }
        return writer;
    }

    private static bool TakesTables(FunctionDescriptor? function) => function is not null && (function.Kind == FunctionKind.Table || function.Parameters.Any(p => p.Type.Kind == DataTypeKind.Table));

    // Records of one list have their columns together: an element is another table where another record is there.
    private Token? KindsOf(PipelineSource source)
    {
        var node = document.Nodes[new NodeId(source.Node)];
        while (node.KeepsColumns) node = document.Nodes[node.Over[0].Node];
        return node is ItemsNode items ? RecordKinds.Of(items, tokens) : null;
    }

    private static ImmutableArray<string> Single(string? node) => node is null ? [] : [node];

    // Of what every task takes whole, all counts.
    private string? TokenOf(PipelineSource source) => source.Pipeline is { } from ? $"{pipelines[from].Token}/{source.Part}" : tokens.Of(new NodeId(source.Node))?.ToString();

    private PipelineElements? ElementsOf(PipelineSource source)
    {
        // Elements of lists are counted and not known one by one.
        if (!source.Ends.IsDefaultOrEmpty) return null;
        if (source.Pipeline is { } from) return _known[from];
        var node = document.Nodes[new NodeId(source.Node)];
        var family = tokens.StepOf(document.Nodes.IndexOf(node.Id), isFold: false);
        var plan = KindPlans.Of(node);
        if (plan.Numbers(node) is var (first, step)) return new PipelineElements(family.ToString(), new ElementRoster { Numbers = new NumberRoster(first, step, source.Count, 1) });
        if (source.Count > ElementRoster.MaxKeys) return null;
        var keys = node.IsExternal ? PartitionKeys.Of(node, snapshot.Reads[source.Node]) : plan.Keys(node, tokens);
        if (keys is null) return null;
        return new PipelineElements(
            node.IsExternal ? PartitionKeys.FamilyOf(family, snapshot.Reads[source.Node]) : family.ToString(), RosterMaker.Of(keys.Take((int)source.Count)));
    }
}
