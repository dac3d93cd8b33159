using Serverless.Planning;
using Serverless.Planning.Elements;
using Serverless.Planning.Pipelines;
using Serverless.Store.Records;

namespace Serverless.Store.Cache;

/// <summary>
/// Results of single elements, found under the tokens of earlier pipelines that did the same to them: after a month is appended to six, six partitions are
/// taken over and one runs. One listing for a pipeline, whatever the number of its elements.
/// </summary>
/// <param name="stores">Whose.</param>
public sealed class ElementResults(TenantStores stores)
{
    // The newest ones: a collection that grows is nearly the same as it was the last time.
    private const int MaxRosters = 4;

    // Each is a record in the fence: beyond that the elements were shuffled, and the rest is made again.
    private const int MaxRuns = 1_000;

    /// <summary>Looks for results of the missing tasks. Writes nothing.</summary>
    /// <param name="pipeline">Whose tasks.</param>
    /// <param name="elements">What they work on.</param>
    /// <param name="missing">What has no record.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task<FoundElements> FindAsync(Pipeline pipeline, PipelineElements elements, RangeSet missing, CancellationToken cancellationToken)
    {
        var rosters = await RosterStore.ListAsync(stores.Blobs, elements.Family, cancellationToken);
        var isKnown = rosters.Any(r => RosterStore.TokenOf(r.Name) == pipeline.Token);
        var found = new List<FoundRun>();
        foreach (var blob in rosters.Where(r => RosterStore.TokenOf(r.Name) != pipeline.Token).Take(MaxRosters))
        {
            if (missing.IsEmpty || found.Count >= MaxRuns) break;
            if (await RosterStore.FindAsync(stores.Blobs, blob.Name, cancellationToken) is not { } before) continue;
            var matches = RosterMatch.Find(elements.Roster, before).Where(m => missing.Overlaps(m.Tasks)).Take(MaxRuns).ToList();
            if (matches.Count == 0) continue;
            var token = RosterStore.TokenOf(blob.Name);
            var recorded = (await RecordedResults.LookAsync(stores, token, cancellationToken)).View.Records;
            foreach (var run in RunsOf(token, matches, recorded, missing).Take(MaxRuns - found.Count))
            {
                found.Add(run);
                missing = missing.Except(new RangeSet([run.Tasks]));
            }
        }
        return new FoundElements(pipeline.Token, elements, isKnown, found);
    }

    /// <summary>Takes over what was found: copied, so that each node goes its own way from then on; and notes what the tasks work on.</summary>
    /// <returns>Whether the ledger has more than before.</returns>
    public async Task<bool> TakeOverAsync(FoundElements found, CancellationToken cancellationToken)
    {
        if (!found.IsKnown) await RosterStore.PutAsync(stores.Blobs, found.Elements, found.Token, cancellationToken);
        if (found.Runs.Count == 0) return false;
        var copies = new ResultBlobCopier(stores, found.Token);
        var records = new List<LedgerRecord>();
        foreach (var run in found.Runs)
        {
            if (await copies.CopyAsync(run.From, run.Record, cancellationToken) is not { } copy) continue;
            records.Add(copy with
            {
                First = run.Tasks.First,
                Last = run.Tasks.Last,
                FirstPart = run.Record.PartOf(run.Before),
                BlobParts = run.Record.PartsInBlob,
                Rows = run.Record.Rows * run.Tasks.Count / run.Record.Tasks,
                Seconds = run.Record.Seconds * run.Tasks.Count / run.Record.Tasks,
            });
        }
        // Somebody who records at this moment opens no epoch; who opens one is asked once more.
        for (var attempt = 0; attempt < 3 && records.Count > 0; attempt++)
        {
            if (await stores.Ledger.TakeOverAsync(await stores.Ledger.ViewAsync(found.Token, cancellationToken), records, cancellationToken) is not null) return true;
        }
        return false;
    }

    // Cut where records end: each run lies in one blob.
    private static IEnumerable<FoundRun> RunsOf(string token, IReadOnlyList<ElementMatch> matches, IReadOnlyList<LedgerRecord> records, RangeSet missing)
    {
        var covered = RangeSet.Empty;
        foreach (var record in records.Where(r => r is { HasParts: true, Files.Count: 0 }))
        {
            foreach (var match in matches)
            {
                var first = Math.Max(match.Before, record.First);
                var last = Math.Min(match.Before + match.Count - 1, record.Last);
                if (first > last) continue;
                var shift = match.Task - match.Before;
                foreach (var tasks in new RangeSet([new IndexRange(first + shift, last + shift)]).Intersect(missing).Except(covered).Ranges)
                {
                    covered = covered.Union(new RangeSet([tasks]));
                    yield return new FoundRun(token, record, tasks, tasks.First - shift);
                }
            }
        }
    }
}

/// <summary>What was found of a pipeline's missing tasks.</summary>
/// <param name="Token">The pipeline's.</param>
/// <param name="Elements">What its tasks work on.</param>
/// <param name="IsKnown">Its roster is stored.</param>
/// <param name="Runs">No task twice.</param>
public sealed record FoundElements(string Token, PipelineElements Elements, bool IsKnown, IReadOnlyList<FoundRun> Runs)
{
    public IEnumerable<IndexRange> Tasks => Runs.Select(r => r.Tasks);
}

/// <summary>Neighbouring tasks whose results lie in one record of another token.</summary>
/// <param name="From">The token.</param>
/// <param name="Record">The record.</param>
/// <param name="Tasks">The tasks, as they are numbered now.</param>
/// <param name="Before">The number that the first of them had.</param>
public sealed record FoundRun(string From, LedgerRecord Record, IndexRange Tasks, long Before);
