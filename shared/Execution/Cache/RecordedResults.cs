using Serverless.Execution.Records;
using Serverless.Execution.Values.Blobs;
using Serverless.Execution.Values.Large;
using Serverless.Graph.Documents;

namespace Serverless.Execution.Cache;

/// <summary>What the ledger has of a node, looked after: a record whose result is gone or cut is a miss.</summary>
/// <param name="View">What counts, without what was lost.</param>
/// <param name="Lost">Records that were taken out, because their blobs are not what they say.</param>
public sealed record RecordedResults(LedgerView View, IReadOnlyList<LedgerRecord> Lost)
{
    /// <summary>Looks at a node's records and compares them with one listing of its results. Writes nothing.</summary>
    public static async Task<RecordedResults> LookAsync(TenantStores stores, string token, CancellationToken cancellationToken)
    {
        var view = await stores.Ledger.ViewAsync(token, cancellationToken);
        if (!view.Records.Any(r => r.Blob is not null)) return new RecordedResults(view, []);
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var blob in stores.Blobs.ListAsync($"{Layout.Results}/{token}/", cancellationToken)) lengths[blob.Name.Value] = blob.Length;
        var missing = await StoredStreams.MissingAsync(stores.Blobs, [.. view.Records.SelectMany(r => r.Streams ?? []).Distinct(StringComparer.Ordinal)], cancellationToken);
        bool IsGone(string blob, LedgerRecord record) =>
            lengths.GetValueOrDefault(blob, -1) != record.Bytes
            || record.Values?.Any(v => !lengths.ContainsKey(LargeValue.NameOf(token, v).Value)) == true
            || record.Streams?.Any(missing.Contains) == true;
        var gone = view.Records.Where(r => r.Blob is { } blob && IsGone(blob, r)).ToHashSet();
        return gone.Count == 0 ? new RecordedResults(view, []) : new RecordedResults(view with { Records = [.. view.Records.Where(r => !gone.Contains(r))] }, [.. gone]);
    }

    /// <summary>The same, and takes out what is lost: for everybody, so that a unit that looks into the ledger does not find it either.</summary>
    public static async Task<RecordedResults> ReadAsync(TenantStores stores, string token, CancellationToken cancellationToken)
    {
        var lost = new List<LedgerRecord>();
        while (true)
        {
            var seen = await LookAsync(stores, token, cancellationToken);
            if (seen.Lost.Count == 0) return seen with { Lost = lost };
            if (await stores.Ledger.OpenEpochAsync(seen.View, static _ => true, cancellationToken) is not { } next) continue;
            lost.AddRange(seen.Lost);
            return new RecordedResults(next, lost);
        }
    }
}
