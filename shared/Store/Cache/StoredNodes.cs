using Serverless.Graph.Documents;
using Serverless.Storage;
using Serverless.Store.Content;
using Serverless.Store.Records;

namespace Serverless.Store.Cache;

/// <summary>What lies in the store of one node, from two listings.</summary>
internal sealed class StoredNode
{
    public long Bytes { get; set; }

    public int Results { get; set; }

    public int Records { get; set; }

    public bool IsFenced { get; set; }

    public DateTimeOffset Newest { get; set; }

    /// <summary>Large values among the results: several records may share one.</summary>
    public bool HasLargeValues { get; set; }

    /// <summary>Its records may refer to stored streams.</summary>
    public bool HasStreams { get; set; }

    /// <summary>Whether a blob of it may be referred to by nothing: every record has one result at most, so equal numbers mean that none is left over.</summary>
    public bool MayHaveGarbage => IsFenced || HasLargeValues || HasStreams || Results > Records;
}

/// <summary>All nodes of a tenant's store.</summary>
internal static class StoredNodes
{
    public const string Results = $"{Layout.Results}/";

    public static async Task<SortedDictionary<string, StoredNode>> ListAsync(TenantStores stores, CancellationToken cancellationToken)
    {
        var nodes = new SortedDictionary<string, StoredNode>(StringComparer.Ordinal);
        await foreach (var blob in stores.Blobs.ListAsync($"{Ledger.Folder}/", cancellationToken))
        {
            var node = NodeOf(nodes, blob);
            if (LedgerName.EpochOf(blob.Name) is null) node.IsFenced = true;
            else node.Records++;
        }
        await foreach (var blob in stores.Blobs.ListAsync(Results, cancellationToken))
        {
            var node = NodeOf(nodes, blob);
            if (LargeValue.Is(blob.Name)) node.HasLargeValues = true;
            else if (StoredStreams.IsMark(blob.Name)) node.HasStreams = true;
            else node.Results++;
        }
        return nodes;
    }

    private static StoredNode NodeOf(SortedDictionary<string, StoredNode> nodes, BlobProperties blob)
    {
        var token = LedgerName.TokenOf(blob.Name);
        if (!nodes.TryGetValue(token, out var node)) nodes[token] = node = new StoredNode();
        node.Bytes += blob.Length;
        if (blob.LastModified > node.Newest) node.Newest = blob.LastModified;
        return node;
    }
}
