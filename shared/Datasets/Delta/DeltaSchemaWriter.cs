using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Datasets.Schemas;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Delta;

/// <summary>
/// Our schemas as Delta's. Types that Delta does not have become the nearest that has a place for every value; the metadata of the field says the true one, so
/// that what we read is exact. Pure.
/// </summary>
internal static class DeltaSchemaWriter
{
    /// <summary>Metadata of a field: its type as SQL, where Delta's does not say it.</summary>
    public const string TypeKey = "serverless.type";

    /// <summary>Metadata of a field: true where no row has a value, so that any type fits.</summary>
    public const string NullKey = "serverless.null";

    public static string Write(IEnumerable<DatasetColumn> columns)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("type", "struct");
            json.WriteStartArray("fields");
            foreach (var column in columns) Field(json, column.Name, Shown(column.Type), Shown(column.Type).Equals(column.Type) ? null : column.Type.Text, column.IsNull);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The type of a column as other programs see it; one that Delta has.</summary>
    public static ColumnType Shown(ColumnType type) => type.Kind switch
    {
        ColumnKind.TinyInt or ColumnKind.SmallInt or ColumnKind.Integer or ColumnKind.BigInt or ColumnKind.Float or ColumnKind.Double or ColumnKind.Boolean
            or ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampTz or ColumnKind.Decimal or ColumnKind.Blob => type,
        // Without JSON's own name.
        ColumnKind.Varchar => ColumnType.Of(ColumnKind.Varchar),
        ColumnKind.UTinyInt => ColumnType.Of(ColumnKind.SmallInt),
        ColumnKind.USmallInt => ColumnType.Of(ColumnKind.Integer),
        ColumnKind.UInteger or ColumnKind.Time => ColumnType.Of(ColumnKind.BigInt),
        ColumnKind.UBigInt => ColumnType.OfDecimal(20, 0),
        ColumnKind.TimestampNs => ColumnType.Of(ColumnKind.Timestamp),
        ColumnKind.Uuid or ColumnKind.Geometry or ColumnKind.Variant => ColumnType.Of(ColumnKind.Blob),
        ColumnKind.List or ColumnKind.Array => ColumnType.OfList(Shown(type.Children[0].Type)),
        ColumnKind.Map => ColumnType.OfMap(Shown(type.Children[0].Type), Shown(type.Children[1].Type)),
        ColumnKind.Struct => ColumnType.OfStruct([.. type.Children.Select(field => field with { Type = Shown(field.Type) })]),
        // HUGEINT, INTERVAL, UNION and others: what files hold of them.
        _ => type.InFiles is var form && !form.Equals(type) ? Shown(form) : ColumnType.Of(ColumnKind.Varchar),
    };

    private static void Field(Utf8JsonWriter json, string name, ColumnType type, string? own, bool isNull)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WritePropertyName("type");
        Type(json, type);
        json.WriteBoolean("nullable", true);
        json.WriteStartObject("metadata");
        if (own is not null) json.WriteString(TypeKey, own);
        if (isNull) json.WriteBoolean(NullKey, true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Type(Utf8JsonWriter json, ColumnType type)
    {
        switch (type.Kind)
        {
            case ColumnKind.List:
                json.WriteStartObject();
                json.WriteString("type", "array");
                json.WritePropertyName("elementType");
                Type(json, type.Children[0].Type);
                json.WriteBoolean("containsNull", true);
                json.WriteEndObject();
                break;
            case ColumnKind.Map:
                json.WriteStartObject();
                json.WriteString("type", "map");
                json.WritePropertyName("keyType");
                Type(json, type.Children[0].Type);
                json.WritePropertyName("valueType");
                Type(json, type.Children[1].Type);
                json.WriteBoolean("valueContainsNull", true);
                json.WriteEndObject();
                break;
            case ColumnKind.Struct:
                json.WriteStartObject();
                json.WriteString("type", "struct");
                json.WriteStartArray("fields");
                foreach (var field in type.Children) Field(json, field.Name, field.Type, null, isNull: false);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Primitive(type));
                break;
        }
    }

    private static string Primitive(ColumnType type) => type.Kind switch
    {
        ColumnKind.TinyInt => "byte",
        ColumnKind.SmallInt => "short",
        ColumnKind.Integer => "integer",
        ColumnKind.BigInt => "long",
        ColumnKind.Float => "float",
        ColumnKind.Double => "double",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Varchar => "string",
        ColumnKind.Blob => "binary",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp => "timestamp_ntz",
        ColumnKind.TimestampTz => "timestamp",
        ColumnKind.Decimal => $"decimal({type.Width},{type.Scale})",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Delta has no such type."),
    };
}
