using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Datasets;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using Serverless.Planning.Snapshots;
using Serverless.Tables;

namespace Serverless.Execution.Resolving;

/// <summary>
/// Finds what the reads of a document come to: dataset version, files, sizes. A read that comes after a node of this job is resolved once that is done;
/// what was resolved before stays as it was.
/// </summary>
public sealed class Resolver(TenantStores stores, Lazy<TableEngine> tables, bool allowLocalFiles)
{
    private readonly FileFinder _files = new(stores.Blobs, tables, allowLocalFiles);

    /// <summary>Resolves the reads whose time has come.</summary>
    /// <param name="document">The job.</param>
    /// <param name="baseFolder">Where relative paths start; null when there are none.</param>
    /// <param name="before">The stage before's snapshot, or null at the first.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="JobInvalidException">Datasets or files that are not there; all are listed.</exception>
    public async Task<JobSnapshot> ResolveAsync(JobDocument document, string? baseFolder, JobSnapshot? before, CancellationToken cancellationToken)
    {
        var reads = ImmutableSortedDictionary.CreateBuilder<string, ReadSnapshot>(StringComparer.Ordinal);
        var pending = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var done = before is null ? null : Readiness.Of(document, before);
        foreach (var node in document.Nodes.Where(n => n is ReadNode or FilesNode))
        {
            var name = node.Id.Value;
            if (before is not null && before.Reads.TryGetValue(name, out var known)) reads[name] = known;
            else if (node.After.Any(a => done is null || !done[document.Nodes.IndexOf(a)])) pending.Add(name);
            else if (await ReadAsync(node, baseFolder, problems, cancellationToken) is { } read) reads[name] = read;
        }
        return problems.Count > 0
            ? throw new JobInvalidException(problems.ToImmutable())
            : new JobSnapshot { Reads = reads.ToImmutable(), Pending = pending.ToImmutable(), Lists = before?.Lists ?? ImmutableSortedDictionary<string, ListSnapshot>.Empty };
    }

    private async Task<ReadSnapshot?> ReadAsync(Node source, string? baseFolder, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        if (source is FilesNode files) return await _files.FindAsync(files, baseFolder, problems, cancellationToken);
        var node = (ReadNode)source;
        if (node.Dataset is not { } dataset) return await _files.FindAsync(node, baseFolder, problems, cancellationToken);
        var id = new DatasetId(dataset);
        if (await stores.Datasets.FindAsync(id, cancellationToken) is { } version) return await DatasetAsync(node, version, cancellationToken);
        var known = await stores.Datasets.ListAsync(cancellationToken);
        problems.Add(new Problem
        {
            Path = $"$.nodes.{node.Id}.read.dataset",
            Rule = "missing-dataset",
            Message = $"There is no dataset '{dataset}'. " + (known.Count == 0 ? "There are none yet: run the job that writes it first." : $"There are: {string.Join(", ", known)}."),
            Suggestion = Spelling.Nearest(dataset, known),
        });
        return null;
    }

    private async Task<ReadSnapshot> DatasetAsync(ReadNode node, DatasetVersion version, CancellationToken cancellationToken)
    {
        var manifest = version.Manifest;
        var sizes = await stores.Datasets.FileSizesAsync(manifest.Id, cancellationToken);
        var partitions = ImmutableArray.CreateBuilder<PartitionSnapshot>();
        var identity = new StringBuilder();
        foreach (var partition in manifest.Partitions.Values)
        {
            if (!partition.Files.TryGetValue(node.Table, out var file)) continue;
            ImmutableArray<KeyColumn> keys = [.. PartitionLabel.Keys(partition.Label).Select((k, i) => new KeyColumn(k.Key, k.Value, manifest.KeyType(i)))];
            if (!PartitionPruning.MayMatch(node.Where, keys)) continue;
            identity.Append(CultureInfo.InvariantCulture, $"{file}\n");
            partitions.Add(new PartitionSnapshot { File = file, Bytes = sizes.GetValueOrDefault(file), Keys = keys });
        }
        // File names are never used twice, so the list of files is the content; the manifest's ETag would also change with metadata.
        return new ReadSnapshot
        {
            Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToString()))),
            Partitions = partitions.ToImmutable(),
        };
    }
}
