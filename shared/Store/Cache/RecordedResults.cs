using Serverless.Graph.Documents;
using Serverless.Store.Content;
using Serverless.Store.Records;

namespace Serverless.Store.Cache;

/// <summary>What the ledger has of a node, looked after: a record whose result is gone or cut is a miss.</summary>
/// <param name="View">What counts, without what was lost.</param>
/// <param name="Lost">Records that were taken out, because their blobs are not what they say.</param>
public sealed record RecordedResults(LedgerView View, IReadOnlyList<LedgerRecord> Lost)
{
    /// <summary>Records that are there and cannot be read.</summary>
    public int Damaged { get; init; }

    /// <summary>Looks at a node's records and compares them with one listing of its results, or of the dataset that its files lie in. Writes nothing.</summary>
    /// <param name="stores">Whose.</param>
    /// <param name="token">Which node.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <param name="folder">Where files of a dataset lie whose record does not say it.</param>
    public static async Task<RecordedResults> LookAsync(TenantStores stores, string token, CancellationToken cancellationToken, string? folder = null)
    {
        var view = await stores.Ledger.ViewAsync(token, cancellationToken);
        var files = await LostFiles.FindAsync(stores, view.Records, folder, cancellationToken);
        if (!view.Records.Any(r => r.Blob is not null)) return Without(view, [.. files]);
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var blob in stores.Blobs.ListAsync($"{Layout.Results}/{token}/", cancellationToken)) lengths[blob.Name.Value] = blob.Length;
        var missing = await StoredStreams.MissingAsync(stores.Blobs, [.. view.Records.SelectMany(r => r.Streams ?? []).Distinct(StringComparer.Ordinal)], cancellationToken);
        bool IsGone(string blob, LedgerRecord record) =>
            lengths.GetValueOrDefault(blob, -1) != record.Bytes
            || record.Values?.Any(v => !lengths.ContainsKey(LargeValue.NameOf(token, v).Value)) == true
            || record.Streams?.Any(missing.Contains) == true;
        var gone = view.Records.Where(r => r.Blob is { } blob && IsGone(blob, r)).ToHashSet();
        gone.UnionWith(files);
        return Without(view, gone);
    }

    private static RecordedResults Without(LedgerView view, HashSet<LedgerRecord> gone) =>
        gone.Count == 0
            ? new RecordedResults(view, []) { Damaged = view.Damaged }
            : new RecordedResults(view with { Records = [.. view.Records.Where(r => !gone.Contains(r))] }, [.. gone]) { Damaged = view.Damaged };

    /// <summary>The same, and takes out what is lost: for everybody, so that a unit that looks into the ledger does not find it either.</summary>
    public static async Task<RecordedResults> ReadAsync(TenantStores stores, string token, CancellationToken cancellationToken, string? folder = null)
    {
        var lost = new List<LedgerRecord>();
        var damaged = 0;
        while (true)
        {
            var seen = await LookAsync(stores, token, cancellationToken, folder);
            if (seen is { Lost.Count: 0, Damaged: 0 }) return seen with { Lost = lost, Damaged = damaged };
            if (await stores.Ledger.OpenEpochAsync(seen.View, static _ => true, cancellationToken) is not { } next) continue;
            lost.AddRange(seen.Lost);
            damaged += seen.Damaged;
            return new RecordedResults(next, lost) { Damaged = damaged };
        }
    }
}
