using System.Collections.Immutable;
using Serverless.Datasets;
using Serverless.Datasets.Delta;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Tables;

namespace Serverless.Store.Resolving;

/// <summary>
/// Finds what the reads of a document come to: dataset version, files, sizes. A read that comes after a node of this job is resolved once that is done;
/// what was resolved before stays as it was.
/// </summary>
public sealed class Resolver(TenantStores stores, Lazy<TableEngine> tables, bool allowLocalFiles)
{
    private readonly FileFinder _files = new(stores.Blobs, tables, allowLocalFiles);
    private readonly DatasetFinder _datasets = new(stores, tables);
    private readonly DeltaLog _delta = new(stores.Blobs, tables);

    /// <summary>Resolves the reads whose time has come.</summary>
    /// <param name="document">The job.</param>
    /// <param name="baseFolder">Where relative paths start; null when there are none.</param>
    /// <param name="before">The stage before's snapshot, or null at the first.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <param name="expected">Datasets that jobs before it will have written: the read of one that is not there yet waits. Null: none.</param>
    /// <exception cref="JobInvalidException">Datasets or files that are not there; all are listed.</exception>
    public async Task<JobSnapshot> ResolveAsync(JobDocument document, string? baseFolder, JobSnapshot? before, CancellationToken cancellationToken, IReadOnlySet<string>? expected = null)
    {
        var reads = ImmutableSortedDictionary.CreateBuilder<string, ReadSnapshot>(StringComparer.Ordinal);
        var pending = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var done = before is null ? null : Readiness.Of(document, before);
        foreach (var node in document.Nodes.Where(n => n.IsExternal))
        {
            var name = node.Id.Value;
            if (before is not null && before.Reads.TryGetValue(name, out var known)) reads[name] = known;
            else if (node.After.Any(a => done is null || !done[document.Nodes.IndexOf(a)])) pending.Add(name);
            else if (await IsAwaitedAsync(node, expected, cancellationToken)) pending.Add(name);
            else if (await ReadAsync(node, baseFolder, problems, cancellationToken) is { } read) reads[name] = read;
        }
        return problems.Count > 0
            ? throw new JobInvalidException(problems.ToImmutable())
            : new JobSnapshot { Reads = reads.ToImmutable(), Pending = pending.ToImmutable(), Lists = before?.Lists ?? ImmutableSortedDictionary<string, ListSnapshot>.Empty, Sizes = before?.Sizes };
    }

    /// <summary>What is against the writes of a document as datasets are now, so that nothing is computed in vain. Their commits look again.</summary>
    /// <param name="document">The job.</param>
    /// <param name="resumes">The job that it goes on with: what that one has committed is no obstacle. Null: none.</param>
    /// <param name="expected">Datasets that jobs before it will have written.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public Task<ImmutableArray<Problem>> CheckWritesAsync(JobDocument document, string? resumes, IReadOnlySet<string> expected, CancellationToken cancellationToken) =>
        new WriteChecks(stores, resumes, expected).CheckAsync(document, cancellationToken);

    private async Task<bool> IsAwaitedAsync(Node node, IReadOnlySet<string>? expected, CancellationToken cancellationToken)
    {
        if (node is not ReadNode { Dataset: { } dataset } || expected?.Contains(dataset) != true) return false;
        try
        {
            return await stores.Datasets.FindAsync(new DatasetId(dataset), cancellationToken) is null;
        }
        catch (DatasetException)
        {
            // It is there, and damaged: reading it says how.
            return false;
        }
    }

    /// <summary>What is against the queries of a document, as far as columns are known before it runs.</summary>
    /// <remarks>Binding a query computes its constants in this process, within no limit of a unit's: for documents whose submitter may use this machine.</remarks>
    /// <param name="document">The job.</param>
    /// <param name="snapshot">Its reads.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public Task<ImmutableArray<Problem>> CheckQueriesAsync(JobDocument document, JobSnapshot snapshot, CancellationToken cancellationToken) =>
        new QueryChecks(tables, new ReadSchemas(stores.Blobs, tables)).CheckAsync(document, snapshot, cancellationToken);

    private async Task<ReadSnapshot?> ReadAsOfAsync(ReadNode node, DatasetId id, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        var number = node.AsOf!.Version ?? await stores.Datasets.VersionAtAsync(id, node.AsOf.Time!.Value, cancellationToken);
        if (number is { } asked)
        {
            // It is read, and replaced by nothing that was made of it without a look at what came since: no version of the log stands for it.
            if (await stores.Datasets.FindAsync(id, asked, cancellationToken) is { } version)
                return await _datasets.ReadAsync(node, version, problems, cancellationToken) is { } read ? read with { LogVersion = null } : null;
            if (await _delta.FindAsync(id, cancellationToken, asked) is { Version: var found } table && found == asked && await stores.Datasets.IsForeignAsync(id, cancellationToken))
                return await _datasets.ReadAsync(node, table, problems, cancellationToken);
        }
        var (newest, oldest) = (await stores.Datasets.HistoryAsync(id, cancellationToken).FirstOrDefaultAsync(cancellationToken), await stores.Datasets.HistoryAsync(id, cancellationToken).LastOrDefaultAsync(cancellationToken));
        var there = newest is null ? "It has no versions: it is kartothek's, or of an earlier build."
            : FormattableString.Invariant($"There are {oldest!.Version} ({oldest.Time:yyyy-MM-dd'T'HH:mm:ss'Z'}) to {newest.Version} ({newest.Time:yyyy-MM-dd'T'HH:mm:ss'Z'}).");
        problems.Add(new Problem
        {
            Path = $"$.nodes.{node.Id}.read.asOf",
            Rule = "missing-version",
            Message = $"Dataset '{id}' has no version {(node.AsOf.Version is { } asked2 ? $"{asked2}" : "so early")} that can be read. {there}",
        });
        return null;
    }

    private async Task<ReadSnapshot?> ReadAsync(Node source, string? baseFolder, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        if (source is FilesNode files) return await _files.FindAsync(files, baseFolder, problems, cancellationToken);
        var node = (ReadNode)source;
        if (node.Dataset is not { } dataset) return await _files.FindAsync(node, baseFolder, problems, cancellationToken);
        try
        {
            if (node.AsOf is not null && await stores.Datasets.ExistsAsync(new DatasetId(dataset), cancellationToken)) return await ReadAsOfAsync(node, new DatasetId(dataset), problems, cancellationToken);
            if (await stores.Datasets.FindAsync(new DatasetId(dataset), cancellationToken) is { } version) return await _datasets.ReadAsync(node, version, problems, cancellationToken);
            if (await _delta.FindAsync(new DatasetId(dataset), cancellationToken) is { } table) return await _datasets.ReadAsync(node, table, problems, cancellationToken);
        }
        catch (DatasetUnreadableException e)
        {
            problems.Add(new Problem { Path = $"$.nodes.{node.Id}.read.dataset", Rule = "unreadable-dataset", Message = e.Message });
            return null;
        }
        catch (DatasetException e)
        {
            problems.Add(new Problem { Path = $"$.nodes.{node.Id}.read.dataset", Rule = ProblemRules.DamagedDataset, Message = e.Message });
            return null;
        }
        var known = await stores.Datasets.ListAsync(cancellationToken);
        problems.Add(new Problem
        {
            Path = $"$.nodes.{node.Id}.read.dataset",
            Rule = ProblemRules.MissingDataset,
            Message = $"There is no dataset '{dataset}'. " + (known.Count == 0 ? "There are none yet: run the job that writes it first." : $"There are: {string.Join(", ", known)}."),
            Suggestion = Spelling.Nearest(dataset, known),
        });
        return null;
    }
}
