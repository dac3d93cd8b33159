using Serverless.Planning;

namespace Serverless.Store.Cache;

/// <summary>
/// Results of one node taken over by another: copied, so that each goes its own way from then on. Done before, nothing is copied again.
/// </summary>
public static class ResultCopier
{
    /// <summary>Copies what is recorded under one token and not under the other. What goes away meanwhile is left out: it is made again.</summary>
    public static async Task CopyAsync(TenantStores stores, string from, string to, CancellationToken cancellationToken)
    {
        var before = (await RecordedResults.ReadAsync(stores, from, cancellationToken)).View;
        if (before.Records.Count == 0) return;
        var view = await stores.Ledger.ViewAsync(to, cancellationToken);
        var there = new RangeSet(view.Records.Select(r => new IndexRange(r.First, r.Last)));
        var copies = new ResultBlobCopier(stores, to);
        foreach (var record in before.Records)
        {
            if (new RangeSet([new IndexRange(record.First, record.Last)]).Except(there).IsEmpty) continue;
            if (await copies.CopyAsync(from, record, cancellationToken) is { } copy) await stores.Ledger.TryRecordAsync(to, copy, view.Epoch, cancellationToken);
        }
    }
}
