using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;
using Serverless.Planning;
using Serverless.Planning.Elements;
using Serverless.Planning.Pipelines;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Records;
using Serverless.Store.Writes;

namespace Serverless.Activities.Cache;

/// <summary>What a plan learns from the ledger: what is recorded and still there, in which epochs, and what of it this very job made.</summary>
/// <param name="stores">Whose.</param>
/// <param name="document">The job's.</param>
/// <param name="job">Its id.</param>
/// <param name="origin">The first of the jobs that it goes on with, or itself.</param>
internal sealed class PlanLedger(TenantStores stores, JobDocument document, string job, string origin)
{
    private const double LeastSeconds = 0.05;

    // Names in one page of a listing.
    private const int NamesAPage = 5_000;

    // Null: not known, and each node is looked at.
    private HashSet<string>? _present;

    private readonly Dictionary<string, int> _epochs = new(StringComparer.Ordinal);
    private readonly List<LostResult> _lost = [];
    private readonly HashSet<int> _own = [];
    private readonly Dictionary<int, double> _measured = [];
    private readonly ElementResults _elements = new(stores);

    /// <summary>Epochs to record in, where one was opened.</summary>
    public IReadOnlyDictionary<string, int> Epochs => _epochs;

    /// <summary>Recorded results that were gone or cut.</summary>
    public IReadOnlyList<LostResult> Lost => _lost;

    /// <summary>How many were lost, those included of which even the record cannot be read.</summary>
    public int LostCount { get; private set; }

    /// <summary>What others recorded is taken out of what counts, for everybody: this job makes it anew.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Whether this job recorded a part of the pipeline, in an earlier stage or life.</summary>
    public bool IsOwn(Pipeline pipeline) => _own.Contains(pipeline.Ordinal);

    /// <summary>Seconds of one element of the pipeline, by its records; null: there are none worth a look.</summary>
    public double? MeasuredSeconds(Pipeline pipeline) => _measured.TryGetValue(pipeline.Ordinal, out var seconds) ? seconds : null;

    /// <summary>Looks once which nodes have anything, where that costs less than to look at each.</summary>
    /// <param name="nodes">How many might be looked at.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task LookAsync(int nodes, CancellationToken cancellationToken)
    {
        if (nodes > 2) _present = await stores.Ledger.TokensAsync(NamesAPage * (nodes / 2), cancellationToken);
    }

    /// <summary>Closes the epochs of tokens whose claims were taken over. The one who planned before records in closed epochs from now on.</summary>
    public async Task FenceAsync(IEnumerable<string> tokens, CancellationToken cancellationToken)
    {
        foreach (var token in tokens)
        {
            // When somebody else opened one since, the dead job's epoch is closed as well.
            await stores.Ledger.OpenEpochAsync(await stores.Ledger.ViewAsync(token, cancellationToken), static _ => true, cancellationToken);
        }
    }

    /// <summary>Takes over what an earlier build of the functions has recorded: this job's own results are those and what it adds.</summary>
    public async Task AdoptAsync(Pipeline from, Pipeline to, CancellationToken cancellationToken)
    {
        if (from.Token == to.Token) return;
        // What is committed stays so: to create it again would be refused.
        if (to.Result == ResultKind.Commit && !await HasCommittedAsync(to, from.Token, cancellationToken)) return;
        await ResultCopier.CopyAsync(stores, from.Token, to.Token, cancellationToken);
        _present?.Add(to.Token);
    }

    /// <summary>Takes over results of single elements from pipelines that did the same to them.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> TakeOverAsync(Pipeline pipeline, ElementRosters rosters, RangeSet missing, CancellationToken cancellationToken)
    {
        // Once for a token: what was taken over and turned out broken, and what somebody dropped, is made again.
        if (missing.IsEmpty || _epochs.ContainsKey(pipeline.Token) || rosters.Of(pipeline) is not { } elements) return false;
        var found = await _elements.FindAsync(pipeline, elements, missing, cancellationToken);
        _present?.Add(pipeline.Token);
        return await _elements.TakeOverAsync(found, cancellationToken);
    }

    /// <returns>What is recorded, and what of it this job made.</returns>
    public async Task<(IReadOnlyCollection<IndexRange> All, IReadOnlyCollection<IndexRange> Own)> RecordedAsync(Pipeline pipeline, CancellationToken cancellationToken)
    {
        // What somebody records since the look is found by the unit that looks before it runs.
        if (_present?.Contains(pipeline.Token) == false) return ([], []);
        if (IsFresh) await stores.Ledger.ForgetAsync(pipeline.Token, r => r.Job != job, cancellationToken);
        var recorded = await RecordedResults.ReadAsync(stores, pipeline.Token, cancellationToken, DatasetWrites.FolderOf(document, pipeline));
        var (view, lost) = recorded;
        LostCount += lost.Count + recorded.Damaged;
        if (view.Epoch > 0) _epochs[pipeline.Token] = view.Epoch;
        _lost.AddRange(lost.Select(r => new LostResult(pipeline.Title, r.First, r.Last, r.Blob ?? $"{r.Folder}/{r.Files[0].Label}.parquet")));
        // A job's own commit counts whatever came after it; another job's while the dataset is still what that one made of it.
        if (view.Records.Count > 0 && pipeline.Result == ResultKind.Commit && !await HasCommittedAsync(pipeline, pipeline.Token, cancellationToken))
        {
            // Out of what counts, or the unit that commits again would find itself done.
            await stores.Ledger.ForgetAsync(pipeline.Token, static _ => true, cancellationToken);
            _epochs[pipeline.Token] = (await stores.Ledger.ViewAsync(pipeline.Token, cancellationToken)).Epoch;
            return ([], []);
        }
        var own = view.Records.Where(r => r.Job == job).Select(RangeOf).ToList();
        if (own.Count > 0) _own.Add(pipeline.Ordinal);
        Measure(pipeline, view.Records);
        return ([.. view.Records.Select(RangeOf)], own);
    }

    // What a few milliseconds took says more about the clock and the unit than about the function.
    private void Measure(Pipeline pipeline, IReadOnlyList<LedgerRecord> records)
    {
        var seconds = records.Sum(r => r.Seconds);
        var elements = records.Sum(r => pipeline.ElementsIn(RangeOf(r)));
        if (seconds >= LeastSeconds && elements > 0) _measured[pipeline.Ordinal] = seconds / elements;
    }

    private static IndexRange RangeOf(LedgerRecord record) => new(record.First, record.Last);

    private async Task<bool> HasCommittedAsync(Pipeline commit, string token, CancellationToken cancellationToken)
    {
        var node = (WriteNode)document.Nodes[new NodeId(commit.Node)];
        return await DatasetWrites.HasCommittedAsync(stores, origin, node, cancellationToken) || await DatasetWrites.IsLastCommitAsync(stores, node, token, cancellationToken);
    }
}
