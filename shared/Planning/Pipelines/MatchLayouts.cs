using Serverless.Graph.Documents;
using Serverless.Planning.Kinds;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>How tasks of nodes take collections of tables whose rows go together by their keys: a function of the document and of its data alone.</summary>
internal sealed class MatchLayouts(JobDocument document, JobSnapshot snapshot, CollectionTraits traits, Func<int, long> count)
{
    private readonly Dictionary<int, MatchLayout> _known = [];

    /// <summary>Of a node that can be planned.</summary>
    public MatchLayout Of(int node)
    {
        if (_known.TryGetValue(node, out var known)) return known;
        return _known[node] = traits.PlanOf(node).LayoutOf(document.Nodes[node], [.. document.Nodes[node].Over.Select(o => SizeOf(document.Nodes.IndexOf(o.Node)))]);
    }

    public long TasksOf(int node)
    {
        var layout = Of(node);
        return layout.Way switch
        {
            MatchWay.SecondEverywhere => count(document.Nodes.IndexOf(document.Nodes[node].Over[0].Node)),
            MatchWay.FirstEverywhere => count(document.Nodes.IndexOf(document.Nodes[node].Over[1].Node)),
            MatchWay.Spread => layout.Buckets,
            _ => 1,
        };
    }

    /// <summary>How an input's elements are taken.</summary>
    /// <param name="layout">Of the node.</param>
    /// <param name="input">0 for the first collection, 1 for the second.</param>
    public static SourceMapping MappingOf(MatchLayout layout, int input) =>
        (layout.Way, input) is (MatchWay.SecondEverywhere, 0) or (MatchWay.FirstEverywhere, 1) or (MatchWay.Spread, _) ? SourceMapping.OneToOne : SourceMapping.All;

    private TableSize SizeOf(int node) => new(count(node), BytesOf(document.Nodes[node]));

    private long BytesOf(Node node)
    {
        if (snapshot.Sizes?.TryGetValue(node.Id.Value, out var stored) == true) return stored.Bytes;
        if (!snapshot.Reads.TryGetValue(node.Id.Value, out var read)) return 0;
        // Row ranges of a file are partitions of one file.
        return read.Partitions.DistinctBy(p => (p.File, p.IsLocalFile)).Sum(p => p.Bytes);
    }
}
