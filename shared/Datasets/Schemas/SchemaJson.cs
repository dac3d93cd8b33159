using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Schemas;

/// <summary>A table's columns among the metadata of a manifest: a list of maps of <c>name</c>, <c>type</c> (SQL) and, where no row has a value, <c>null</c>.</summary>
internal static class SchemaJson
{
    public static JsonArray Write(IEnumerable<DatasetColumn> columns) => new([.. columns.Select(Write)]);

    /// <exception cref="FormatException">It is no such list; the message says why.</exception>
    public static ImmutableArray<DatasetColumn> Read(JsonNode? node) =>
        node is JsonArray list ? [.. list.Select(Column)] : throw new FormatException("the columns of its schema are no list");

    private static JsonNode Write(DatasetColumn column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type.Text };
        if (column.IsNull) json["null"] = true;
        return json;
    }

    private static DatasetColumn Column(JsonNode? node) =>
        node is JsonObject column && column["name"] is JsonValue name && name.TryGetValue<string>(out var text) && column["type"] is JsonValue type && type.TryGetValue<string>(out var sql)
            ? new DatasetColumn(text, ColumnType.Parse(sql)) { IsNull = column["null"] is JsonValue flag && flag.TryGetValue<bool>(out var isNull) && isNull }
            : throw new FormatException("a column of its schema has no name or no type");
}
