using Serverless.Store.Records;

namespace Serverless.Store.Cache;

/// <summary>Finds records whose files of a dataset are not there as they were written: such a record is a miss, like one whose blob is gone.</summary>
public static class LostFiles
{
    /// <param name="stores">Whose.</param>
    /// <param name="records">Of one write.</param>
    /// <param name="folder">Where files lie whose record does not say it.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static async Task<IReadOnlyList<LedgerRecord>> FindAsync(TenantStores stores, IReadOnlyList<LedgerRecord> records, string? folder, CancellationToken cancellationToken)
    {
        var lost = new List<LedgerRecord>();
        foreach (var some in records.Where(r => r.Files.Count > 0 && (r.Folder ?? folder) is not null).GroupBy(r => r.Folder ?? folder!, StringComparer.Ordinal))
        {
            var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
            await foreach (var blob in stores.Blobs.ListAsync($"{some.Key}/", cancellationToken)) lengths[blob.Name.Value] = blob.Length;
            lost.AddRange(some.Where(r => r.Files.Any(f => lengths.GetValueOrDefault($"{some.Key}/{f.Label}.parquet", -1) != f.Bytes)));
        }
        return lost;
    }
}
