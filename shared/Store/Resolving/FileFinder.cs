using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;
using Serverless.Native.Files;
using Serverless.Planning.Snapshots;
using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Parquet;

namespace Serverless.Store.Resolving;

/// <summary>
/// Finds the files that a read names: paths of this machine (they start with <c>/</c>, <c>./</c>, <c>../</c> or a drive) or blobs of the tenant's container;
/// <c>*</c>, <c>?</c> and <c>**</c> stand for parts of a name, unless there is something of that very name.
/// </summary>
internal sealed class FileFinder(IBlobStore blobs, Lazy<TableEngine> tables, bool allowLocalFiles)
{
    // A footer is a request or two to a store: many wait at once.
    private const int InspectedAtOnce = 16;

    public async Task<ReadSnapshot?> FindAsync(ReadNode node, string? baseFolder, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        var snapshot = await FindAsync(node.Files, node.Split, $"$.nodes.{node.Id}.read.files", baseFolder, problems, cancellationToken);
        if (snapshot is { Partitions: [var first, ..] } && (node.Columns is not null || !node.Where.IsEmpty)) await CheckColumnsAsync(node, first, problems, cancellationToken);
        return snapshot;
    }

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
            else problem = AddFiles(Path.GetFullPath(pattern, baseFolder), found, identity);
            if (found.Count == before)
            {
                problems.Add(new Problem
                {
                    Path = $"{path}[{i}]",
                    Rule = ProblemRules.MissingFile,
                    Message = problem ?? (IsLocal(pattern)
                        ? MissingFile(Path.GetFullPath(pattern, baseFolder ?? Environment.CurrentDirectory))
                        : $"There is no blob '{pattern}' in container '{blobs.Container}'. A file of this machine starts with ./, ../ or /."),
                });
            }
        }
        if (problems.Count > known) return null;
        var parts = cut is { } split ? await SplitAsync(found, split, path, problems, cancellationToken) : found;
        return problems.Count > known ? null : new ReadSnapshot
        {
            Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToString()))),
            Partitions = [.. parts],
        };
    }

    // By the first file: whether others have the same columns is told when they are read.
    private async Task CheckColumnsAsync(ReadNode node, PartitionSnapshot first, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        ParquetInfo info;
        try
        {
            info = await InspectAsync(first, cancellationToken);
        }
        catch (TableException damaged) when (damaged.IsUserError)
        {
            problems.Add(new Problem { Path = $"$.nodes.{node.Id}.read.files", Rule = ProblemRules.BadFile, Message = $"'{first.File}' cannot be read: {damaged.Message}" });
            return;
        }
        var known = info.Schema.Columns.Select(column => column.Name).ToList();
        foreach (var (part, names) in new[] { ("columns", node.Columns ?? []), ("where", [.. node.Where.SelectMany(all => all).Select(condition => condition.Column).Distinct(StringComparer.Ordinal)]) })
        {
            foreach (var name in names.Where(name => info.Schema.IndexOf(name) < 0))
                problems.Add(new Problem { Path = $"$.nodes.{node.Id}.read.{part}", Rule = ProblemRules.MissingColumn, Message = $"'{first.File}' has no column '{name}'.", Suggestion = Spelling.Nearest(name, known) });
        }
    }

    private static string MissingFile(string path) => Directory.Exists(path)
        ? $"'{path}' is a folder: name its files, as in '{Path.Combine(path, "*.parquet")}', or with those of its folders, '{Path.Combine(path, "**", "*.parquet")}'."
        : $"There is no file '{path}'.";

    private static bool IsLocal(string name) => name.StartsWith('.') || Path.IsPathRooted(name) || (name.Length > 1 && name[1] == ':');

    // Null, or why there is none.
    private static string? AddFiles(string pattern, List<PartitionSnapshot> found, StringBuilder identity)
    {
        string? other = null;
        foreach (var path in FileNamePattern.FilesOf(pattern))
        {
            if (FileKind.PlainFileProblem(path, followLinks: true) is { } kind)
            {
                // To open it could block for ever, or never end.
                other ??= $"'{path}' is {kind}, and no file that can be read.";
                continue;
            }
            var file = new FileInfo(path);
            // As make does: same path, length and time is the same content. Reading terabytes to hash them would cost more than it saves.
            identity.Append(CultureInfo.InvariantCulture, $"{path}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n");
            found.Add(new PartitionSnapshot { File = path, IsLocalFile = true, Bytes = file.Length, Identity = FileIdentity.Of(file) });
        }
        return other;
    }

    private async Task AddBlobsAsync(string pattern, List<PartitionSnapshot> found, StringBuilder identity, CancellationToken cancellationToken)
    {
        if (!FileNamePattern.Is(pattern))
        {
            if (BlobName.Problem(pattern) is null && await blobs.GetPropertiesAsync(new BlobName(pattern), cancellationToken) is { } only) Add(only);
            return;
        }
        var names = new FileNamePattern(pattern, acrossFolders: true);
        var matches = new List<BlobProperties>();
        await foreach (var blob in blobs.ListAsync(pattern[..pattern.AsSpan().IndexOfAny('*', '?')], cancellationToken))
        {
            if (names.Matches(blob.Name.Value)) matches.Add(blob);
        }
        // A blob of exactly that name is that blob, as of files.
        if (matches.Find(blob => blob.Name.Value == pattern) is { } named) matches = [named];
        foreach (var blob in matches) Add(blob);

        void Add(BlobProperties blob)
        {
            identity.Append(CultureInfo.InvariantCulture, $"{blob.Name}\n{blob.ETag}\n");
            found.Add(new PartitionSnapshot { File = blob.Name.Value, Bytes = blob.Length, Identity = FileIdentity.Of(blob) });
        }
    }

    // Cut at row groups: they are what can be read alone.
    private async Task<List<PartitionSnapshot>> SplitAsync(List<PartitionSnapshot> whole, ReadSplit split, string path, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        var parts = new List<PartitionSnapshot>();
        var infos = new ParquetInfo?[whole.Count];
        var damages = new TableException?[whole.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = InspectedAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, whole.Count, options, async (i, cancel) =>
        {
            try
            {
                infos[i] = await InspectAsync(whole[i], cancel);
            }
            catch (TableException damaged) when (damaged.IsUserError)
            {
                damages[i] = damaged;
            }
        });
        foreach (var (file, info, damaged) in whole.Zip(infos, damages))
        {
            if (info is null)
            {
                problems.Add(new Problem { Path = path, Rule = ProblemRules.BadFile, Message = $"'{file.File}' cannot be read: {damaged?.Message}" });
                continue;
            }
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
