using Serverless.Execution.Records;

namespace Serverless.Execution.Cache;

/// <summary>What the ledger has of a node, looked after: a record whose result is gone or cut is a miss.</summary>
/// <param name="View">What counts, without what was lost.</param>
/// <param name="Lost">Records that were taken out, because their blobs are not what they say.</param>
public sealed record RecordedResults(LedgerView View, IReadOnlyList<LedgerRecord> Lost)
{
    /// <summary>Reads a node's records and compares them with one listing of its results.</summary>
    public static async Task<RecordedResults> ReadAsync(TenantStores stores, string token, CancellationToken cancellationToken)
    {
        var lost = new List<LedgerRecord>();
        while (true)
        {
            var view = await stores.Ledger.ViewAsync(token, cancellationToken);
            if (!view.Records.Any(r => r.Blob is not null)) return new RecordedResults(view, lost);
            var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
            await foreach (var blob in stores.Blobs.ListAsync($"results/{token}/", cancellationToken)) lengths[blob.Name.Value] = blob.Length;
            var gone = view.Records.Where(r => r.Blob is { } name && lengths.GetValueOrDefault(name, -1) != r.Bytes).ToList();
            if (gone.Count == 0) return new RecordedResults(view, lost);
            // Taken out for everybody: a unit that looks into the ledger must not find it either.
            if (await stores.Ledger.OpenEpochAsync(view, r => !gone.Contains(r), cancellationToken) is not { } next) continue;
            lost.AddRange(gone);
            return new RecordedResults(next, lost);
        }
    }
}
