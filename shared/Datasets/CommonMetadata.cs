using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Datasets.Schemas;
using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Parquet;
using Serverless.Tables.Types;

namespace Serverless.Datasets;

/// <summary>
/// The schema of a dataset's table as kartothek keeps it, <c>{dataset}/{table}/_common_metadata</c>: a Parquet file without rows, partition keys first, then the
/// other columns by name, numbers as wide as they come, and pandas' description of them. For other programs: ours is in the manifest, and this is written from
/// it after a commit has won, so that it never tells of one that did not.
/// </summary>
/// <param name="blobs">The container.</param>
/// <param name="engine">Reads footers and writes the schema.</param>
public sealed class CommonMetadata(IBlobStore blobs, Lazy<TableEngine> engine)
{
    // The one who loses a race has met another commit, which writes what it found at least as late.
    private const int MaxRaces = 100;

    public static BlobName NameOf(DatasetId dataset, string table) => new($"{dataset}/{table}/_common_metadata");

    /// <summary>Brings the file up to the manifest. Of several who do so at once the one whose manifest is the latest writes last.</summary>
    /// <param name="find">Reads the newest manifest; null: there is none.</param>
    /// <param name="dataset">Which.</param>
    /// <param name="table">Its table.</param>
    /// <param name="cancellationToken">Stops writing; the file may be there.</param>
    public async Task MirrorAsync(Func<CancellationToken, Task<DatasetManifest?>> find, DatasetId dataset, string table, CancellationToken cancellationToken)
    {
        var name = NameOf(dataset, table);
        for (var race = 1; ; race++)
        {
            // First what is to be replaced, then by what: a manifest that is older than the file is never written over it.
            var there = await blobs.GetPropertiesAsync(name, cancellationToken);
            if (await find(cancellationToken) is not { } manifest || manifest.SchemaOf(table) is not { } schema) return;
            if (there is not null && await SaysAsync(table, manifest, schema, cancellationToken)) return;
            try
            {
                await blobs.PutAsync(name, await RenderAsync(schema, cancellationToken), there is null ? BlobCondition.IfAbsent : BlobCondition.IfMatch(there.ETag), cancellationToken);
                return;
            }
            catch (StorageConflictException) when (race < MaxRaces)
            {
                // Another commit's: look which is the later.
            }
        }
    }

    /// <summary>The schema that the file tells, with the types of partition keys that the manifest records; null when it is not there.</summary>
    /// <exception cref="DatasetDamagedException">It cannot be read.</exception>
    public async Task<DatasetSchema?> FindAsync(DatasetManifest manifest, string table, CancellationToken cancellationToken)
    {
        var name = NameOf(manifest.Id, table);
        try
        {
            var info = await engine.Value.InspectAsync(blobs, name, cancellationToken);
            var nulls = NullColumns(info);
            var columns = info.Schema.Columns.Select(c => new DatasetColumn(c.Name, c.Type) { IsNull = nulls.Contains(c.Name) }).ToList();
            var keys = manifest.PartitionKeys.Select(k => manifest.Keys?.FirstOrDefault(r => r.Name == k) ?? columns.Find(c => c.Name == k) ?? new DatasetColumn(k, ColumnType.Of(ColumnKind.Varchar)));
            return new DatasetSchema([.. keys], [.. columns.Where(c => !manifest.PartitionKeys.Contains(c.Name))]);
        }
        catch (BlobNotFoundException)
        {
            return null;
        }
        catch (TableException e) when (e.Kind == TableErrorKind.CorruptInput)
        {
            throw new DatasetDamagedException(name.Value, e.Message.TrimEnd('.'), e);
        }
    }

    // Rewritten only where other programs would see another schema: theirs may describe more than ours.
    private async Task<bool> SaysAsync(string table, DatasetManifest manifest, DatasetSchema schema, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(manifest with { Keys = null }, table, cancellationToken) is { } there && Shown(there).SequenceEqual(Shown(schema));
        }
        catch (DatasetDamagedException)
        {
            return false;
        }
    }

    private static IEnumerable<TableColumn> Shown(DatasetSchema schema) =>
        schema.Keys.Concat(schema.Columns.OrderBy(c => c.Name, StringComparer.Ordinal)).Select(c => new TableColumn(c.Name, PandasTypes.Widest(c.Type.InFiles)));

    private static HashSet<string> NullColumns(ParquetInfo info)
    {
        var nulls = new HashSet<string>(StringComparer.Ordinal);
        if (!info.Metadata.TryGetValue("pandas", out var text)) return nulls;
        try
        {
            foreach (var column in JsonNode.Parse(text)?["columns"] as JsonArray ?? [])
            {
                if (column?["pandas_type"]?.ToString() == "empty" && (column["field_name"] ?? column["name"])?.ToString() is { } name) nulls.Add(name);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A description for people; the footer's own types count.
        }
        return nulls;
    }

    private async Task<byte[]> RenderAsync(DatasetSchema schema, CancellationToken cancellationToken)
    {
        var columns = Shown(schema).ToList();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["pandas"] = Describe(columns) };
        return await engine.Value.RenderSchemaAsync(new TableSchema(columns), metadata, cancellationToken);
    }

    /// <summary>What pandas writes beside a table, keys sorted, as kartothek wants it.</summary>
    private static string Describe(IEnumerable<TableColumn> columns)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("column_indexes");
            json.WriteEndArray();
            json.WriteStartArray("columns");
            foreach (var column in columns)
            {
                var (pandas, numpy) = PandasTypes.Of(column.Type);
                json.WriteStartObject();
                json.WriteString("field_name", column.Name);
                json.WritePropertyName("metadata");
                WriteDetails(json, column.Type);
                json.WriteString("name", column.Name);
                json.WriteString("numpy_type", numpy);
                json.WriteString("pandas_type", pandas);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("creator");
            json.WriteString("library", "serverless");
            json.WriteString("version", "1");
            json.WriteEndObject();
            json.WriteStartArray("index_columns");
            json.WriteEndArray();
            // The first version whose description looks like this.
            json.WriteString("pandas_version", "0.21.0");
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteDetails(Utf8JsonWriter json, ColumnType type)
    {
        switch (type.Kind)
        {
            case ColumnKind.Decimal:
                json.WriteStartObject();
                json.WriteNumber("precision", type.Width);
                json.WriteNumber("scale", type.Scale);
                json.WriteEndObject();
                break;
            case ColumnKind.TimestampTz:
                json.WriteStartObject();
                json.WriteString("timezone", "UTC");
                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
