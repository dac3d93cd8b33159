using Serverless.Execution.Records;
using Serverless.Execution.Values.Blobs;
using Serverless.Execution.Values.Large;
using Serverless.Graph.Documents;
using Serverless.Planning;
using Serverless.Storage;

namespace Serverless.Execution.Cache;

/// <summary>
/// Results of one node taken over by another: copied, so that each goes its own way from then on. Done before, nothing is copied again.
/// </summary>
public static class AdoptedResults
{
    /// <summary>Copies what is recorded under one token and not under the other. What goes away meanwhile is left out: it is made again.</summary>
    public static async Task CopyAsync(TenantStores stores, string from, string to, CancellationToken cancellationToken)
    {
        var before = (await RecordedResults.ReadAsync(stores, from, cancellationToken)).View;
        if (before.Records.Count == 0) return;
        var view = await stores.Ledger.ViewAsync(to, cancellationToken);
        var there = new RangeSet(view.Records.Select(r => new IndexRange(r.First, r.Last)));
        foreach (var record in before.Records)
        {
            if (new RangeSet([new IndexRange(record.First, record.Last)]).Except(there).IsEmpty) continue;
            try
            {
                await CopyAsync(stores, from, to, view.Epoch, record, cancellationToken);
            }
            catch (BlobNotFoundException)
            {
                // Collected or dropped since it was listed.
            }
        }
    }

    private static async Task CopyAsync(TenantStores stores, string from, string to, int epoch, LedgerRecord record, CancellationToken cancellationToken)
    {
        foreach (var value in record.Values ?? [])
            await stores.Blobs.CopyAsync(LargeValue.NameOf(from, value), LargeValue.NameOf(to, value), BlobCondition.None, cancellationToken);
        if (record.Streams is not null) await StoredStreams.MarkAsync(stores.Blobs, to, cancellationToken);
        string? blob = null;
        if (record.Blob is { } source)
        {
            blob = $"{Layout.Results}/{to}/{Guid.NewGuid():N}";
            await stores.Blobs.CopyAsync(new BlobName(source), new BlobName(blob), BlobCondition.IfAbsent, cancellationToken);
        }
        await stores.Ledger.TryRecordAsync(to, record with { Blob = blob }, epoch, cancellationToken);
    }
}
