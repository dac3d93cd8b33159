using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Planning.Kinds;

namespace Serverless.Planning.Pipelines;

/// <summary>Where a pipeline's elements come from, before they are grouped.</summary>
/// <param name="Count">Elements.</param>
/// <param name="Sources">Collections first, then arguments.</param>
/// <param name="After">Pipelines that come before without giving elements.</param>
internal sealed record SourceShape(long Count, ImmutableArray<PipelineSource> Sources, ImmutableArray<int> After)
{
    /// <summary>Values that arguments refer to.</summary>
    public IEnumerable<PipelineSource> Arguments => Sources.Where(s => s.Mapping == SourceMapping.All && s.IsArgument);

    /// <summary>The same, taken in groups of neighbours.</summary>
    public ImmutableArray<PipelineSource> Grouped(int size) =>
        [.. Sources.Select(s => s.Mapping == SourceMapping.OneToOne ? s with { Mapping = SourceMapping.Group, GroupSize = size, Count = Count } : s)];
}

/// <summary>Finds the sources of a chain.</summary>
internal sealed class SourceReader(JobDocument document, NodeShapes shapes, CollectionTraits traits, StoredAt?[] storedBy, IReadOnlyList<Pipeline> pipelines, Fusion fusion)
{
    private readonly ImmutableArray<PipelineSource>.Builder _sources = ImmutableArray.CreateBuilder<PipelineSource>();
    private readonly HashSet<int> _arguments = [];
    private readonly SortedSet<int> _after = [];

    public SourceShape Read(Chain chain)
    {
        var head = document.Nodes[chain.Head];
        var count = 1L;
        if (traits.IsSource(chain.Head))
        {
            count = shapes.Count(chain.Head);
            AddCollection(chain.Head, null, SourceMapping.OneToOne, isAsIs: true);
        }
        else if (traits.RoleOf(chain.Head) == NodeRole.Call)
        {
            foreach (var input in head.Over) AddCollection(PositionOf(input), input.Alias, SourceMapping.All);
        }
        else if (traits.Matches(chain.Head))
        {
            count = shapes.Count(chain.Head);
            for (var i = 0; i < head.Over.Length; i++)
                AddCollection(PositionOf(head.Over[i]), head.Over[i].Alias, MatchLayouts.MappingOf(shapes.LayoutOf(chain.Head), i));
        }
        else
        {
            // One element goes with every element of the others, and with none where they have none.
            foreach (var input in head.Over)
            {
                if (CountOf(PositionOf(input)) is not 1 and var other) count = other;
            }
            foreach (var input in head.Over)
            {
                var from = PositionOf(input);
                AddCollection(from, input.Alias, CountOf(from) == count ? SourceMapping.OneToOne : SourceMapping.All);
            }
        }
        foreach (var node in chain.Each.Where(traits.IsSlice)) count = Math.Min(count, shapes.Count(node));
        foreach (var node in chain.Nodes) AddRest(node);
        return new SourceShape(count, _sources.ToImmutable(), [.. _after]);
    }

    private int PositionOf(OverInput input) => document.Nodes.IndexOf(input.Node);

    // Lists that are not counted yet are taken as they lie, a part each; who takes their elements waits until they are counted.
    private long CountOf(int node) =>
        traits.IsList(node) && shapes.Ends(node).IsEmpty && storedBy[node] is { } stored ? pipelines[stored.Pipeline].Count : shapes.Count(node);

    private void AddCollection(int node, string? alias, SourceMapping mapping, bool isAsIs = false)
    {
        _sources.Add(isAsIs ? Made(node, alias, mapping) : Source(node, alias, mapping));
        if (!isAsIs && fusion.IsStored(node)) return;
        // A source runs nothing itself: what comes before it comes before its user, and what its values refer to is its user's argument.
        AddAfter(document.Nodes[node]);
        foreach (var dependency in ReferencesOf(node)) AddArgument(dependency);
    }

    // References in arguments, and nodes that only have to be done before.
    private void AddRest(int index)
    {
        AddAfter(document.Nodes[index]);
        foreach (var dependency in ReferencesOf(index)) AddArgument(dependency);
    }

    private void AddAfter(Node node)
    {
        foreach (var before in node.After)
        {
            if (storedBy[document.Nodes.IndexOf(before)] is { } stored) _after.Add(stored.Pipeline);
        }
    }

    private IEnumerable<int> ReferencesOf(int node) => NodeReferences.Of(document.Nodes[node]).Select(document.Nodes.IndexOf);

    // What a list in the document refers to comes before the list: the one who loads arguments in order finds it.
    private void AddArgument(int node)
    {
        var open = new Stack<(int Node, bool IsReady)>([(node, false)]);
        while (open.TryPop(out var next))
        {
            var isList = traits.PlanOf(next.Node).HoldsValues && !fusion.IsStored(next.Node);
            if (isList && !next.IsReady && !_arguments.Contains(next.Node))
            {
                open.Push((next.Node, true));
                foreach (var dependency in ReferencesOf(next.Node)) open.Push((dependency, false));
            }
            else if (_arguments.Add(next.Node))
            {
                _sources.Add(Argument(next.Node));
            }
        }
    }

    // What a stored node's pipeline left, or a source as it is.
    private PipelineSource Source(int node, string? alias, SourceMapping mapping)
    {
        var made = Made(node, alias, mapping);
        return fusion.IsStored(node) ? made with { Pipeline = storedBy[node]!.Value.Pipeline, Part = storedBy[node]!.Value.Part } : made;
    }

    private PipelineSource Made(int node, string? alias, SourceMapping mapping) => new()
    {
        Node = document.Nodes[node].Id.Value,
        Alias = alias,
        Mapping = mapping,
        Count = CountOf(node),
        Ends = shapes.IsTable(node) ? [] : shapes.Ends(node),
    };

    // An argument is the stored value, or all parts of it.
    private PipelineSource Argument(int node)
    {
        var source = Source(node, null, SourceMapping.All) with { IsArgument = true, Ends = [] };
        return source.Pipeline is { } stored ? source with { Count = pipelines[stored].Count } : source;
    }
}
