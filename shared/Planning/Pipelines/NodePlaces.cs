using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Planning.Kinds;

namespace Serverless.Planning.Pipelines;

/// <summary>Finds the places of fused nodes whose functions look at them, where they are not those of the pipeline.</summary>
internal sealed class NodePlaces(JobDocument document, IReadOnlyList<Token?> tokens, NodeShapes shapes, CollectionTraits traits)
{
    /// <param name="pipeline">All but its places.</param>
    /// <param name="chain">Of which it is all, or a level.</param>
    /// <param name="elements">Of the chain.</param>
    public ImmutableArray<NodePlace> Of(Pipeline pipeline, Chain chain, long elements)
    {
        var places = ImmutableArray.CreateBuilder<NodePlace>();
        // Of a fold's levels only the first one sees elements, and only the last one is by the fold's own name and stands before what comes behind it.
        if (!pipeline.Each.IsEmpty)
        {
            foreach (var node in chain.Each) Add(node, 1, CountOf(node), CountOf(node));
        }
        if (pipeline.Gather is not null && chain.Gather is { } gather)
        {
            var size = ReduceLevels.Bundle(elements);
            Add(gather, size, elements, ReduceLevels.Groups(elements, size));
        }
        if (pipeline is { Fold: not null, Level: 0 } && chain.Fold is { } fold) Add(fold, pipeline.Leading()!.GroupSize, elements, 1);
        foreach (var node in pipeline.Then.IsEmpty ? [] : chain.Then) Add(node, 1, CountOf(node), CountOf(node));
        return places.DrainToImmutable();

        void Add(int node, int groupSize, long of, long count)
        {
            if (!document.Binding(node).SeesPosition) return;
            var token = PipelineToken.Of(tokens[node]!.Value, 0, groupSize, of);
            if (token != pipeline.Token || count != pipeline.Count) places.Add(new NodePlace(document.Nodes[node].Id.Value, NodePlace.SeedOf(token), count));
        }
    }

    // The value of a call may have been counted, which makes no more tasks of it.
    private long CountOf(int node) => traits.RoleOf(node) == NodeRole.Call ? 1 : shapes.Count(node);

    /// <summary>Of calls that are carried together: each is the only task of its node.</summary>
    public ImmutableArray<NodePlace> OfCalls(IEnumerable<int> calls) =>
        [.. calls.Where(c => document.Binding(c).SeesPosition).Select(c => new NodePlace(document.Nodes[c].Id.Value, NodePlace.SeedOf(PipelineToken.Of(tokens[c]!.Value, 0, 1, 1)), 1))];
}
