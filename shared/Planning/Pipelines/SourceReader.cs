using System.Collections.Immutable;
using Serverless.Graph.Documents;

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
    public SourceShape Read(Chain chain)
    {
        var head = document.Nodes[chain.Head];
        var sources = ImmutableArray.CreateBuilder<PipelineSource>();
        var count = 1L;
        if (Fusion.IsSource(head))
        {
            count = shapes.Count(chain.Head);
            sources.Add(Made(chain.Head, null, SourceMapping.OneToOne));
        }
        else if (head is CallNode)
        {
            foreach (var input in head.Over) sources.Add(Source(document.Nodes.IndexOf(input.Node), input.Alias, SourceMapping.All));
        }
        else
        {
            foreach (var input in head.Over) count = Math.Max(count, shapes.Count(document.Nodes.IndexOf(input.Node)));
            if (head.Over is [var only]) count = shapes.Count(document.Nodes.IndexOf(only.Node));
            foreach (var input in head.Over)
            {
                var from = document.Nodes.IndexOf(input.Node);
                var mapping = shapes.Count(from) == count ? SourceMapping.OneToOne : SourceMapping.All;
                sources.Add(Source(from, input.Alias, mapping));
            }
        }
        foreach (var node in chain.Each.Where(traits.IsSlice)) count = Math.Min(count, shapes.Count(node));
        var after = new SortedSet<int>();
        var arguments = new HashSet<int>();
        foreach (var node in chain.Nodes) AddRest(node, sources, arguments, after);
        return new SourceShape(count, sources.ToImmutable(), [.. after]);
    }

    // References in arguments, and nodes that only have to be done before.
    private void AddRest(int index, ImmutableArray<PipelineSource>.Builder sources, HashSet<int> arguments, SortedSet<int> after)
    {
        var node = document.Nodes[index];
        // Sets: a node may gather a hundred thousand others.
        var (before, over) = (node.After.ToHashSet(), node.Over.Select(static o => o.Node).ToHashSet());
        foreach (var dependency in document.Topology.Dependencies(index))
        {
            var id = document.Nodes[dependency].Id;
            if (before.Contains(id))
            {
                if (storedBy[dependency] is { } stored) after.Add(stored.Pipeline);
            }
            else if (!over.Contains(id) && arguments.Add(dependency))
            {
                sources.Add(Argument(dependency));
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
        Count = shapes.Count(node),
        Ends = shapes.IsTable(node) ? [] : shapes.Ends(node),
    };

    // An argument is the stored value, or all parts of it.
    private PipelineSource Argument(int node)
    {
        var source = Source(node, null, SourceMapping.All) with { IsArgument = true, Ends = [] };
        return source.Pipeline is { } stored ? source with { Count = pipelines[stored].Count } : source;
    }
}
