using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Datasets;
using Serverless.Datasets.Delta;
using Serverless.Datasets.Versions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;
using Serverless.Planning.Snapshots;
using Serverless.Tables;
using Serverless.Tables.Conditions;
using Serverless.Tables.Types;

namespace Serverless.Store.Resolving;

/// <summary>Finds what a read of a dataset comes to: its files, and the columns that they are read as.</summary>
internal sealed class DatasetFinder(TenantStores stores, Lazy<TableEngine> tables)
{
    private readonly DatasetSchemas _schemas = new(stores.Blobs, tables);

    /// <returns>Null when there are problems.</returns>
    /// <exception cref="DatasetException">What is stored cannot be read.</exception>
    public async Task<ReadSnapshot?> ReadAsync(ReadNode node, DatasetVersion version, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        var (before, manifest) = (problems.Count, version.Manifest);
        var names = manifest.Tables;
        if (names.Count > 0 && !names.Contains(node.Table))
        {
            problems.Add(new Problem
            {
                Path = $"$.nodes.{node.Id}.read.table",
                Rule = ProblemRules.MissingTable,
                Message = $"The dataset '{manifest.Id}' has no table '{node.Table}'. It has: {string.Join(", ", names)}.",
                Suggestion = Spelling.Nearest(node.Table, names),
            });
            return null;
        }
        var schema = await _schemas.FindAsync(manifest, node.Table, cancellationToken);
        if (schema is not null) Check(node, schema.Table, problems);
        if (problems.Count > before) return null;
        var files = await stores.Datasets.FilesAsync(manifest.Id, cancellationToken);
        var partitions = ImmutableArray.CreateBuilder<PartitionSnapshot>();
        var identity = new StringBuilder();
        foreach (var partition in manifest.Partitions.Values)
        {
            if (!partition.Files.TryGetValue(node.Table, out var file)) continue;
            ImmutableArray<KeyColumn> keys = [.. manifest.KeysOf(partition).Select((k, i) => new KeyColumn(k.Key, k.Value, schema?.Keys[i].Type.Text ?? "VARCHAR"))];
            if (!PartitionPruning.MayMatch(node.Where, keys)) continue;
            identity.Append(CultureInfo.InvariantCulture, $"{file}\n");
            var found = files.GetValueOrDefault(file);
            partitions.Add(new PartitionSnapshot { File = file, Bytes = found?.Length ?? 0, Keys = keys, Identity = found is null ? null : FileIdentity.Of(found) });
        }
        // File names are never used twice, so the list of files is the content, together with the columns that they are read as; the manifest's ETag would also change with metadata.
        identity.Append(schema?.ToString());
        return new ReadSnapshot
        {
            Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToString()))),
            Partitions = partitions.ToImmutable(),
            LogVersion = version.Number,
            Columns = schema is null ? null : [.. schema.Table.Columns.Select(c => new ReadColumn(c.Name, c.Type.Text))],
        };
    }

    /// <summary>The same of a Delta table, which another program keeps. It is one table, by the name that datasets have by default.</summary>
    /// <returns>Null when there are problems.</returns>
    /// <exception cref="DatasetException">A file is gone.</exception>
    public async Task<ReadSnapshot?> ReadAsync(ReadNode node, DeltaSnapshot table, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        var before = problems.Count;
        if (node.Table != DatasetManifest.DefaultTable)
        {
            problems.Add(new Problem
            {
                Path = $"$.nodes.{node.Id}.read.table",
                Rule = ProblemRules.MissingTable,
                Message = $"The Delta table '{table.Table}' has no table '{node.Table}' within it. Leave 'table' out.",
            });
            return null;
        }
        Check(node, new TableSchema([.. table.Columns.Select(c => new TableColumn(c.Name, c.Type))]), problems);
        if (problems.Count > before) return null;
        var types = table.Columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
        var files = await stores.Datasets.FilesAsync(table.Table, cancellationToken);
        var partitions = ImmutableArray.CreateBuilder<PartitionSnapshot>();
        var identity = new StringBuilder($"delta {table.Id}\n");
        foreach (var file in table.Files)
        {
            if (!files.TryGetValue(file.Blob.Value, out var found))
                throw new DatasetDamagedException(file.Blob.Value, $"version {table.Version} of the Delta table '{table.Table}' names it, and it is gone");
            // A key without a value is in no list of keys: as a column that the file lacks it is null in its rows.
            ImmutableArray<KeyColumn> keys = [.. file.Keys.Where(k => k.Value is not null).Select(k => new KeyColumn(k.Key, DeltaKey.Text(k.Value!, types[k.Key]), types[k.Key].Text))];
            if (!PartitionPruning.MayMatch(node.Where, keys)) continue;
            var content = FileIdentity.Of(found);
            identity.Append(CultureInfo.InvariantCulture, $"{file.Blob.Value}\n{content}\n");
            partitions.Add(new PartitionSnapshot { File = file.Blob.Value, Bytes = found.Length, Keys = keys, Identity = content });
        }
        identity.AppendJoin(", ", table.Columns);
        return new ReadSnapshot
        {
            Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToString()))),
            Partitions = partitions.ToImmutable(),
            Columns = [.. table.Columns.Select(c => new ReadColumn(c.Name, c.Type.Text))],
            HasLooseTimes = true,
        };
    }

    private static void Check(ReadNode node, TableSchema schema, ImmutableArray<Problem>.Builder problems)
    {
        var names = schema.Columns.Select(c => c.Name).ToList();
        var path = $"$.nodes.{node.Id}.read";
        for (var i = 0; node.Columns is { } columns && i < columns.Length; i++)
        {
            if (schema.IndexOf(columns[i]) < 0) problems.Add(MissingColumn($"{path}.columns[{i}]", columns[i], names));
        }
        for (var a = 0; a < node.Where.Length; a++)
        {
            for (var c = 0; c < node.Where[a].Length; c++)
            {
                var condition = node.Where[a][c];
                var at = schema.IndexOf(condition.Column);
                if (at < 0) problems.Add(MissingColumn($"{path}.where[{a}][{c}]", condition.Column, names));
                else if (ConditionRule.Problem(Conditions.Of(condition), schema.Columns[at].Type) is { } problem) problems.Add(new Problem { Path = $"{path}.where[{a}][{c}]", Rule = ProblemRules.Value, Message = problem });
            }
        }
    }

    private static Problem MissingColumn(string path, string name, List<string> names) => new()
    {
        Path = path,
        Rule = ProblemRules.MissingColumn,
        Message = $"There is no column '{name}'. There are: {string.Join(", ", names)}.",
        Suggestion = Spelling.Nearest(name, names),
    };
}
