using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Serverless.Datasets.Schemas;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Delta;

/// <summary>The schema of a Delta table as ours. Types: Delta Transaction Log Protocol, section "Schema Serialization Format". Pure.</summary>
internal static class DeltaSchema
{
    /// <summary>All columns in the order of the table, partition columns among them.</summary>
    /// <param name="schemaString">JSON of a struct.</param>
    /// <exception cref="FormatException">It is no schema, or has a type that is not known; the message names the column.</exception>
    public static ImmutableArray<DatasetColumn> Read(string schemaString)
    {
        try
        {
            using var json = JsonDocument.Parse(schemaString);
            var columns = ImmutableArray.CreateBuilder<DatasetColumn>();
            foreach (var (name, type, metadata) in Fields(json.RootElement, "the schema"))
                columns.Add(IsVoid(type) ? new DatasetColumn(name, ColumnType.Of(ColumnKind.Integer)) { IsNull = true } : Own(new DatasetColumn(name, TypeOf(type, name)), metadata));
            if (columns.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same)
                throw new FormatException($"the schema has columns that differ in case alone: {string.Join(", ", same.Select(c => $"'{c.Name}'"))}");
            return columns.ToImmutable();
        }
        catch (JsonException e)
        {
            throw new FormatException($"the schema is no JSON: {e.Message.TrimEnd('.')}", e);
        }
    }

    // Our own word for a type, as long as it goes with what the schema says: another program that changes the column keeps its metadata.
    private static DatasetColumn Own(DatasetColumn column, JsonElement? metadata)
    {
        if (metadata is not { ValueKind: JsonValueKind.Object } own) return column;
        var type = own.TryGetProperty(DeltaSchemaWriter.TypeKey, out var text) && text.ValueKind == JsonValueKind.String && Parse(text.GetString()!) is { } known && DeltaSchemaWriter.Shown(known).Equals(column.Type) ? known : column.Type;
        return column with { Type = type, IsNull = own.TryGetProperty(DeltaSchemaWriter.NullKey, out var isNull) && isNull.ValueKind == JsonValueKind.True };
    }

    private static ColumnType? Parse(string type)
    {
        try
        {
            return ColumnType.Parse(type);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static ColumnType TypeOf(JsonElement type, string at)
    {
        if (type.ValueKind == JsonValueKind.String) return Primitive(type.GetString()!, at);
        return Find(type, "type", at) switch
        {
            { ValueKind: JsonValueKind.String } kind when kind.ValueEquals("struct") =>
                ColumnType.OfStruct([.. Fields(type, at).Select(f => new TableColumn(f.Name, TypeOf(f.Type, $"{at}.{f.Name}")))]),
            { ValueKind: JsonValueKind.String } kind when kind.ValueEquals("array") => ColumnType.OfList(TypeOf(Find(type, "elementType", at), $"{at}[]")),
            { ValueKind: JsonValueKind.String } kind when kind.ValueEquals("map") =>
                ColumnType.OfMap(TypeOf(Find(type, "keyType", at), $"{at}.key"), TypeOf(Find(type, "valueType", at), $"{at}.value")),
            var other => throw new FormatException($"'{at}' has the type {other}, which is not known"),
        };
    }

    private static ColumnType Primitive(string name, string at) => name switch
    {
        "string" => ColumnType.Of(ColumnKind.Varchar),
        "long" => ColumnType.Of(ColumnKind.BigInt),
        "integer" => ColumnType.Of(ColumnKind.Integer),
        "short" => ColumnType.Of(ColumnKind.SmallInt),
        "byte" => ColumnType.Of(ColumnKind.TinyInt),
        "float" => ColumnType.Of(ColumnKind.Float),
        "double" => ColumnType.Of(ColumnKind.Double),
        "boolean" => ColumnType.Of(ColumnKind.Boolean),
        "binary" => ColumnType.Of(ColumnKind.Blob),
        "date" => ColumnType.Of(ColumnKind.Date),
        "timestamp" => ColumnType.Of(ColumnKind.TimestampTz),
        "timestamp_ntz" => ColumnType.Of(ColumnKind.Timestamp),
        "decimal" => ColumnType.OfDecimal(10, 0),
        _ => Decimal(name) ?? throw new FormatException($"'{at}' has the type '{name}', which is not known"),
    };

    // decimal(precision,scale)
    private static ColumnType? Decimal(string name)
    {
        if (!name.StartsWith("decimal(", StringComparison.Ordinal) || !name.EndsWith(')')) return null;
        var parts = name[8..^1].Split(',');
        return parts.Length == 2 && byte.TryParse(parts[0].Trim(), CultureInfo.InvariantCulture, out var width) && byte.TryParse(parts[1].Trim(), CultureInfo.InvariantCulture, out var scale)
            && width is >= 1 and <= 38 && scale <= width ? ColumnType.OfDecimal(width, scale) : null;
    }

    private static bool IsVoid(JsonElement type) => type.ValueKind == JsonValueKind.String && (type.ValueEquals("void") || type.ValueEquals("null"));

    private static IEnumerable<(string Name, JsonElement Type, JsonElement? Metadata)> Fields(JsonElement type, string at)
    {
        var fields = Find(type, "fields", at);
        if (fields.ValueKind != JsonValueKind.Array) throw new FormatException($"'{at}' has no list of fields");
        foreach (var field in fields.EnumerateArray())
        {
            if (Find(field, "name", at) is not { ValueKind: JsonValueKind.String } name) throw new FormatException($"a field of '{at}' has no name");
            yield return (name.GetString()!, Find(field, "type", name.GetString()!), field.TryGetProperty("metadata", out var metadata) ? metadata : null);
        }
    }

    private static JsonElement Find(JsonElement value, string name, string at) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) ? found : throw new FormatException($"'{at}' has no '{name}'");
}
