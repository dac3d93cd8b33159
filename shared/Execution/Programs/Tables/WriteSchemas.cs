using System.Globalization;
using Serverless.Datasets;
using Serverless.Datasets.Schemas;
using Serverless.Graph.Kinds;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Records;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Execution.Programs.Tables;

/// <summary>The one schema of a write, from what each of its tasks wrote.</summary>
internal sealed class WriteSchemas(TenantStores stores, InputCache inputs)
{
    private readonly DatasetSchemas _schemas = new(stores.Blobs, inputs.Engine);

    public Task<DatasetSchema?> FindAsync(DatasetManifest manifest, string table, CancellationToken cancellationToken) => _schemas.FindAsync(manifest, table, cancellationToken);

    /// <returns>Null when there is no row, and no table that says which columns it would have.</returns>
    /// <exception cref="DatasetSchemaException">Tasks wrote columns that do not go together, or a value that the common type does not hold.</exception>
    public async Task<DatasetSchema?> MergeAsync(WriteNode node, WrittenResults written, IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken)
    {
        var parts = new List<Part>();
        foreach (var record in written.Records)
        {
            if (record.Shapes is { } shapes) parts.AddRange(shapes.Where(s => s.Columns.Count > 0).Select(s => new Part(TitleOf(node, s.First), s.HasRows, SchemaOf(s))));
            else foreach (var file in record.Files) parts.Add(await OfFileAsync(node, file, cancellationToken));
        }
        // Tables without rows say what columns there are where no other does.
        var telling = parts.Exists(p => p.HasRows) ? parts.FindAll(p => p.HasRows) : parts;
        var merged = SchemaRules.Merge([.. telling.Select(p => (p.Title, p.Schema))]);
        if (!merged.Differences.IsEmpty) throw new DatasetSchemaException(new DatasetId(node.Dataset), merged.Differences);
        if (merged.Schema is { } schema) await LookAsync(node, telling, schema, written, files, cancellationToken);
        return merged.Schema is { } found ? found with { Keys = [.. node.PartitionBy.Select(k => found.Keys.Single(c => string.Equals(c.Name, k, StringComparison.OrdinalIgnoreCase)) with { Name = k })] } : null;
    }

    // A type that has a place for every number does not hold each of them: a look at the values tells, where parts have several types.
    private async Task LookAsync(WriteNode node, List<Part> parts, DatasetSchema schema, WrittenResults written, IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken)
    {
        var doubtful = schema.Columns.Where(c => parts.Exists(p => p.Schema.Columns.FirstOrDefault(o => o.Name == c.Name) is { IsNull: false } own && !CommonType.IsLossless(own.Type, c.Type))).ToList();
        var differences = new List<string>();
        if (doubtful.Count > 0)
        {
            foreach (var file in files)
            {
                if (await RefusalAsync(node, file, schema, cancellationToken) is { } refusal) differences.Add($"task {TitleOf(node, file.Task)}: {refusal}");
            }
        }
        differences.AddRange(KeyDifferences(schema, files));
        if (differences.Count > 0) throw new DatasetSchemaException(new DatasetId(node.Dataset), differences);
    }

    private async Task<string?> RefusalAsync(WriteNode node, WrittenFile file, DatasetSchema schema, CancellationToken cancellationToken)
    {
        var name = new BlobName(DatasetPartition.FileKey(new DatasetId(node.Dataset), file.Label, node.Table));
        using var fetched = stores.Blobs is ILocalFiles ? null : await inputs.GetAsync(stores.Blobs, name, new ParquetPart { Columns = [.. schema.Columns.Select(c => c.Name)] }, cancellationToken);
        var path = fetched?.Path ?? ((ILocalFiles)stores.Blobs).FindFile(name) ?? throw new BlobNotFoundException(name, stores.Blobs.Container);
        var input = new ParquetInput([new ParquetFile(path) { Title = name.Value }]) { Schema = new TableSchema([.. schema.Columns.Select(c => new TableColumn(c.Name, c.Type))]) };
        var counts = string.Join(", ", schema.Columns.Select((c, i) => $"count(\"{c.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\") AS n{i.ToString(CultureInfo.InvariantCulture)}"));
        try
        {
            using var reader = await inputs.Engine.Value.ReadAsync(new TableQuery($"SELECT {counts} FROM file") { Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["file"] = input } }, cancellationToken);
            while (reader.Read())
            {
                // Counting reads every value, and casts it.
            }
            return null;
        }
        catch (TableException e) when (e.IsUserError)
        {
            return e.Message.TrimEnd('.');
        }
    }

    // Keys stand in labels as text; of whole numbers among others the text says whether they survive.
    private static IEnumerable<string> KeyDifferences(DatasetSchema schema, IReadOnlyList<WrittenFile> files)
    {
        for (var k = 0; k < schema.Keys.Length; k++)
        {
            if (schema.Keys[k].Type.Kind is not (ColumnKind.Double or ColumnKind.Float)) continue;
            foreach (var file in files)
            {
                var text = PartitionLabel.Keys(file.Label)[k].Value;
                if (decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && Math.Abs(whole) > 1L << 53 && (decimal)(double)whole != whole)
                    yield return $"the partition key '{schema.Keys[k].Name}' is {text} in one part and {schema.Keys[k].Type.Text} among others, which does not hold it";
            }
        }
    }

    private async Task<Part> OfFileAsync(WriteNode node, WrittenFile file, CancellationToken cancellationToken)
    {
        var keys = node.PartitionBy.Zip(file.KeyTypes, (name, type) => new DatasetColumn(name, ColumnType.Parse(type)));
        var name = new BlobName(DatasetPartition.FileKey(new DatasetId(node.Dataset), file.Label, node.Table));
        return new Part(TitleOf(node, file.Task), true, await _schemas.OfFileAsync(name, keys, cancellationToken));
    }

    private static DatasetSchema SchemaOf(WrittenShape shape)
    {
        DatasetColumn Of(WrittenColumn column) => new(column.Name, ColumnType.Parse(column.Type)) { IsNull = column.IsNull };
        return new DatasetSchema([.. shape.Columns.Where(c => c.IsKey).Select(Of)], [.. shape.Columns.Where(c => !c.IsKey).Select(Of)]);
    }

    private static string TitleOf(WriteNode node, long task) => $"{node.Id}[{task.ToString(CultureInfo.InvariantCulture)}]";

    private sealed record Part(string Title, bool HasRows, DatasetSchema Schema);
}
