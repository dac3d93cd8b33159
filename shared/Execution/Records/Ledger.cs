using System.Globalization;
using System.Text.Json;
using Serverless.Storage;

namespace Serverless.Execution.Records;

/// <summary>
/// What is finished, by node token and range of task indices: the truth about progress. A record is one blob,
/// <c>ledger/{token}/{epoch}/{first}</c>, created only if absent: whoever creates it has won, and readers go through records only.
/// </summary>
public sealed class Ledger(IBlobStore blobs)
{
    internal const string Folder = "ledger";

    // Until claims hand out fencing numbers there is one epoch.
    internal const int FirstEpoch = 0;

    /// <summary>Every record of a node, by first index. Ranges may overlap where two hosts did the same work: the results are equal, any of them serves.</summary>
    public async Task<IReadOnlyList<LedgerRecord>> ReadAsync(string token, CancellationToken cancellationToken)
    {
        var records = new List<LedgerRecord>();
        await foreach (var blob in blobs.ListAsync($"{Folder}/{token}/", cancellationToken))
        {
            if (await blobs.GetAsync(blob.Name, cancellationToken) is { } content) records.Add(Read(content));
        }
        records.Sort((a, b) => a.First != b.First ? a.First.CompareTo(b.First) : b.Last.CompareTo(a.Last));
        return records;
    }

    /// <summary>Records a finished range.</summary>
    /// <returns>False when a record of the same first index was there: this host's results are garbage then, and the other's count.</returns>
    public async Task<bool> TryRecordAsync(string token, LedgerRecord record, CancellationToken cancellationToken)
    {
        var name = new BlobName(string.Create(CultureInfo.InvariantCulture, $"{Folder}/{token}/{FirstEpoch:D4}/{record.First:D12}"));
        try
        {
            await blobs.PutAsync(name, JsonSerializer.SerializeToUtf8Bytes(record, ExecutionJson.Options), BlobCondition.IfAbsent, cancellationToken);
            return true;
        }
        catch (StorageConflictException)
        {
            return false;
        }
    }

    private static LedgerRecord Read(BlobContent content) =>
        JsonSerializer.Deserialize<LedgerRecord>(content.Bytes.Span, ExecutionJson.Options)
        ?? throw new StorageException($"The ledger record '{content.Properties.Name}' is empty.");
}
