using System.Text;
using System.Text.Json;
using Serverless.Storage;
using Serverless.Tables;

namespace Serverless.Datasets;

/// <summary>
/// The schema of a dataset's table as kartothek keeps it, <c>{dataset}/{table}/_common_metadata</c>: a Parquet file without rows, partition keys first, then the
/// other columns by name, numbers as wide as they come, and pandas' description of them. Written before the manifest, so that a reader of the manifest finds it.
/// </summary>
/// <param name="blobs">The container.</param>
/// <param name="engine">Reads the footer of a data file and writes the schema.</param>
public sealed class CommonMetadata(IBlobStore blobs, Lazy<TableEngine> engine)
{
    public static BlobName NameOf(DatasetId dataset, string table) => new($"{dataset}/{table}/_common_metadata");

    /// <summary>Writes the schema that a data file shows. All data files of a table have the same.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="table">Its table.</param>
    /// <param name="keys">Partition keys with their types; the file does not hold them.</param>
    /// <param name="file">Any of the data files.</param>
    /// <param name="condition">None where the commit decides the schema, if-absent where the dataset may have one; a conflict then changes nothing.</param>
    /// <param name="cancellationToken">Ends the reading and writing.</param>
    public async Task SaveAsync(
        DatasetId dataset, string table, IReadOnlyList<TableColumn> keys, BlobName file, BlobCondition condition, CancellationToken cancellationToken)
    {
        var info = await engine.Value.InspectAsync(blobs, file, cancellationToken);
        var columns = keys.Concat(info.Schema.Columns.OrderBy(c => c.Name, StringComparer.Ordinal)).Select(c => c with { Type = PandasTypes.Widest(c.Type) }).ToList();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["pandas"] = Describe(columns) };
        var content = await engine.Value.RenderSchemaAsync(new TableSchema(columns), metadata, cancellationToken);
        try
        {
            await blobs.PutAsync(NameOf(dataset, table), content, condition, cancellationToken);
        }
        catch (StorageConflictException) when (condition.MustBeAbsent)
        {
            // It is there, and stays.
        }
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
