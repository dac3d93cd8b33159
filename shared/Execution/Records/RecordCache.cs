using System.Collections.Concurrent;
using Serverless.Storage;

namespace Serverless.Execution.Records;

/// <summary>
/// Records that this process has written or read. A record never changes, so its name and version say what is in it: of a listing only those are fetched
/// that are new. Without it each unit would read the records of all units before it.
/// </summary>
internal sealed class RecordCache
{
    // Some tens of megabytes. More units than that in one process are days of work; then records are read again.
    private const int MaxRecords = 50_000;

    private readonly ConcurrentDictionary<string, (ETag Version, LedgerRecord Record)> _records = new(StringComparer.Ordinal);

    public LedgerRecord? Find(BlobProperties blob) =>
        _records.TryGetValue(blob.Name.Value, out var known) && known.Version == blob.ETag ? known.Record : null;

    public void Add(BlobProperties blob, LedgerRecord record)
    {
        if (_records.Count >= MaxRecords) _records.Clear();
        _records[blob.Name.Value] = (blob.ETag, record);
    }
}
