using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Datasets;
using Serverless.Datasets.Schemas;
using Serverless.Execution.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using Serverless.Planning.Snapshots;
using Serverless.Tables;
using Serverless.Tables.Conditions;

namespace Serverless.Execution.Resolving;

/// <summary>Finds what a read of a dataset comes to: its files, and the columns that they are read as.</summary>
internal sealed class DatasetFinder(TenantStores stores, Lazy<TableEngine> tables)
{
    private readonly DatasetSchemas _schemas = new(stores.Blobs, tables);

    /// <returns>Null when there are problems.</returns>
    /// <exception cref="DatasetException">What is stored cannot be read.</exception>
    public async Task<ReadSnapshot?> ReadAsync(ReadNode node, DatasetManifest manifest, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        var before = problems.Count;
        var names = manifest.Tables;
        if (names.Count > 0 && !names.Contains(node.Table))
        {
            problems.Add(new Problem
            {
                Path = $"$.nodes.{node.Id}.read.table",
                Rule = "missing-table",
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
            Columns = schema is null ? null : [.. schema.Table.Columns.Select(c => new ReadColumn(c.Name, c.Type.Text))],
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
        Rule = "missing-column",
        Message = $"There is no column '{name}'. There are: {string.Join(", ", names)}.",
        Suggestion = Spelling.Nearest(name, names),
    };
}
