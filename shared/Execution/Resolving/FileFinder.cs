using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Serverless.Execution.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using Serverless.Planning.Snapshots;
using Serverless.Storage;
using Serverless.Tables;

namespace Serverless.Execution.Resolving;

/// <summary>
/// Finds the files that a read names: paths of this machine (they start with <c>/</c>, <c>./</c>, <c>../</c> or a drive) or blobs of the tenant's container;
/// <c>*</c> and <c>?</c> stand for parts of a name.
/// </summary>
internal sealed class FileFinder(IBlobStore blobs, Lazy<TableEngine> tables, bool allowLocalFiles)
{
    public Task<ReadSnapshot?> FindAsync(ReadNode node, string? baseFolder, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken) =>
        FindAsync(node.Files, node.Split, $"$.nodes.{node.Id}.read.files", baseFolder, problems, cancellationToken);

    public Task<ReadSnapshot?> FindAsync(FilesNode node, string? baseFolder, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken) =>
        FindAsync(node.Files, null, $"$.nodes.{node.Id}.files", baseFolder, problems, cancellationToken);

    private async Task<ReadSnapshot?> FindAsync(
        ImmutableArray<string> files, ReadSplit? cut, string path, string? baseFolder, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        var known = problems.Count;
        var found = new List<PartitionSnapshot>();
        var identity = new StringBuilder();
        for (var i = 0; i < files.Length; i++)
        {
            var pattern = files[i];
            var before = found.Count;
            string? problem = null;
            if (!IsLocal(pattern)) await AddBlobsAsync(pattern, found, identity, cancellationToken);
            else if (!allowLocalFiles || baseFolder is null) problem = $"'{pattern}' is a file of the machine that asks, which cannot be read here: upload it and name the blob.";
            else AddFiles(Path.GetFullPath(pattern, baseFolder), found, identity);
            if (found.Count == before)
            {
                problems.Add(new Problem
                {
                    Path = $"{path}[{i}]",
                    Rule = "missing-file",
                    Message = problem ?? (IsLocal(pattern)
                        ? $"There is no file '{Path.GetFullPath(pattern, baseFolder ?? Environment.CurrentDirectory)}'."
                        : $"There is no blob '{pattern}' in container '{blobs.Container}'. A file of this machine starts with ./, ../ or /."),
                });
            }
        }
        if (problems.Count > known) return null;
        return new ReadSnapshot
        {
            Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToString()))),
            Partitions = [.. cut is { } split ? await SplitAsync(found, split, cancellationToken) : found],
        };
    }

    private static bool IsLocal(string name) => name.StartsWith('.') || Path.IsPathRooted(name) || (name.Length > 1 && name[1] == ':');

    private static void AddFiles(string pattern, List<PartitionSnapshot> found, StringBuilder identity)
    {
        foreach (var path in FilesOf(pattern))
        {
            var file = new FileInfo(path);
            // As make does: same path, length and time is the same content. Reading terabytes to hash them would cost more than it saves.
            identity.Append(CultureInfo.InvariantCulture, $"{path}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n");
            found.Add(new PartitionSnapshot { File = path, IsLocalFile = true, Bytes = file.Length, Identity = FileIdentity.Of(file) });
        }
    }

    // Thousands of files may be named one by one: each is looked for by itself, and no folder is listed for it.
    private static IEnumerable<string> FilesOf(string pattern)
    {
        var name = Path.GetFileName(pattern);
        if (!IsPattern(name)) return File.Exists(pattern) ? [pattern] : [];
        var folder = Path.GetDirectoryName(pattern)!;
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(f => FileSystemName.MatchesSimpleExpression(name, Path.GetFileName(f), ignoreCase: false)).Order(StringComparer.Ordinal) : [];
    }

    private static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?');

    private async Task AddBlobsAsync(string pattern, List<PartitionSnapshot> found, StringBuilder identity, CancellationToken cancellationToken)
    {
        if (!IsPattern(pattern))
        {
            if (BlobName.Problem(pattern) is null && await blobs.GetPropertiesAsync(new BlobName(pattern), cancellationToken) is { } only) Add(only);
            return;
        }
        await foreach (var blob in blobs.ListAsync(pattern[..pattern.AsSpan().IndexOfAny('*', '?')], cancellationToken))
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, blob.Name.Value, ignoreCase: false)) Add(blob);
        }

        void Add(BlobProperties blob)
        {
            identity.Append(CultureInfo.InvariantCulture, $"{blob.Name}\n{blob.ETag}\n");
            found.Add(new PartitionSnapshot { File = blob.Name.Value, Bytes = blob.Length, Identity = FileIdentity.Of(blob) });
        }
    }

    // Cut at row groups: they are what can be read alone.
    private async Task<List<PartitionSnapshot>> SplitAsync(List<PartitionSnapshot> whole, ReadSplit split, CancellationToken cancellationToken)
    {
        var parts = new List<PartitionSnapshot>();
        foreach (var file in whole)
        {
            var info = await InspectAsync(file, cancellationToken);
            var (first, rows, groups) = (0L, 0L, 0);
            foreach (var group in info.RowGroups)
            {
                var full = split.RowGroups is { } most ? groups >= most : rows + group.Rows.Count > split.Rows;
                if (groups > 0 && full)
                {
                    parts.Add(file with { FirstRow = first, RowCount = rows });
                    (first, rows, groups) = (first + rows, 0, 0);
                }
                rows += group.Rows.Count;
                groups++;
            }
            if (rows > 0 || info.RowGroups.Count == 0) parts.Add(first == 0 ? file : file with { FirstRow = first, RowCount = rows });
        }
        return parts;
    }

    private async Task<ParquetInfo> InspectAsync(PartitionSnapshot file, CancellationToken cancellationToken)
    {
        if (file.IsLocalFile) return await tables.Value.InspectAsync(file.File, cancellationToken);
        if (blobs is ILocalFiles local && local.FindFile(new BlobName(file.File)) is { } path) return await tables.Value.InspectAsync(path, cancellationToken);
        return await tables.Value.InspectAsync(blobs, new BlobName(file.File), cancellationToken);
    }
}
