using Parquet.Meta;
using Serverless.Tables.Types;
using Type = Parquet.Meta.Type;

namespace Serverless.Tables.Parquet;

/// <summary>
/// Columns from a footer, as DuckDB's reader types them. Only the spellings of types that today's writers use are here; for any other the answer is null,
/// and DuckDB is asked: a type that it sees otherwise would be a wrong result.
/// </summary>
internal sealed class FooterSchema
{
    private const int MaxDepth = 32;

    private readonly IReadOnlyList<SchemaElement> _elements;
    private int _next;

    private FooterSchema(IReadOnlyList<SchemaElement> elements) => _elements = elements;

    public static TableSchema? Read(FileMetaData metadata)
    {
        // Geometries are binary columns that a key beside them describes.
        if (metadata.KeyValueMetadata?.Exists(pair => pair.Key == "geo") == true) return null;
        var reader = new FooterSchema(metadata.Schema);
        return metadata.Schema is { Count: > 0 } && reader.Columns(metadata.Schema[reader._next++], 0) is { } columns && reader._next == metadata.Schema.Count ? new TableSchema(columns) : null;
    }

    /// <summary>Whether a text is what stands in the file: where bytes are no UTF-8, Parquet.Net puts another character.</summary>
    public static bool IsPlain(string? text) => !string.IsNullOrEmpty(text) && !text.AsSpan().ContainsAny('\0', '\uFFFD');

    private List<TableColumn>? Columns(SchemaElement parent, int depth)
    {
        if (parent.NumChildren is not > 0 || depth > MaxDepth) return null;
        var columns = new List<TableColumn>();
        for (var i = 0; i < parent.NumChildren; i++)
        {
            if (_next >= _elements.Count) return null;
            var element = _elements[_next++];
            if (!IsPlain(element.Name) || element.RepetitionType is not (FieldRepetitionType.OPTIONAL or FieldRepetitionType.REQUIRED) || Of(element, depth + 1) is not { } type) return null;
            columns.Add(new TableColumn(element.Name, type));
        }
        // DuckDB gives one of two equal names another.
        return columns.Select(column => column.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == columns.Count ? columns : null;
    }

    private ColumnType? Of(SchemaElement element, int depth)
    {
        if (element.Type is not null) return element.NumChildren is > 0 ? null : Leaf(element);
        return (element.ConvertedType, element.LogicalType) switch
        {
            (ConvertedType.LIST, null or { LIST: not null }) or (null, { LIST: not null }) => List(element, depth),
            (ConvertedType.MAP, null or { MAP: not null }) or (null, { MAP: not null }) => Map(element, depth),
            (null, null) => Columns(element, depth) is { } fields ? ColumnType.OfStruct(fields) : null,
            _ => null,
        };
    }

    // Three levels: the list, one repeated group, the element.
    private ColumnType? List(SchemaElement list, int depth) =>
        Repeated(list, "list", children: 1) is { } group && Columns(group, depth) is [{ Name: "element" or "item", Type: var element }] ? ColumnType.OfList(element) : null;

    private ColumnType? Map(SchemaElement map, int depth) =>
        Repeated(map, "key_value", children: 2) is { } group && Columns(group, depth) is [{ Name: "key", Type: var key }, { Name: "value", Type: var value }] ? ColumnType.OfMap(key, value) : null;

    private SchemaElement? Repeated(SchemaElement parent, string name, int children)
    {
        if (parent.NumChildren != 1 || _next >= _elements.Count) return null;
        var group = _elements[_next++];
        return group is { Type: null, RepetitionType: FieldRepetitionType.REPEATED, ConvertedType: null, LogicalType: null } && group.Name == name && group.NumChildren == children ? group : null;
    }

    private static ColumnType? Leaf(SchemaElement element)
    {
        var logical = element.LogicalType;
        if (element.ConvertedType == ConvertedType.DECIMAL || logical?.DECIMAL is not null) return Decimal(element);
        return (element.Type, element.ConvertedType, logical) switch
        {
            (Type.BOOLEAN, null, null) => ColumnType.Of(ColumnKind.Boolean),
            (Type.INT32 or Type.INT64, _, { INTEGER: { } whole }) => Whole(element, whole.BitWidth, whole.IsSigned),
            (Type.INT32, null or ConvertedType.INT_32, null) => ColumnType.Of(ColumnKind.Integer),
            (Type.INT32, ConvertedType.INT_8, null) => ColumnType.Of(ColumnKind.TinyInt),
            (Type.INT32, ConvertedType.INT_16, null) => ColumnType.Of(ColumnKind.SmallInt),
            (Type.INT32, ConvertedType.UINT_8, null) => ColumnType.Of(ColumnKind.UTinyInt),
            (Type.INT32, ConvertedType.UINT_16, null) => ColumnType.Of(ColumnKind.USmallInt),
            (Type.INT32, ConvertedType.UINT_32, null) => ColumnType.Of(ColumnKind.UInteger),
            (Type.INT64, null or ConvertedType.INT_64, null) => ColumnType.Of(ColumnKind.BigInt),
            (Type.INT64, ConvertedType.UINT_64, null) => ColumnType.Of(ColumnKind.UBigInt),
            (Type.INT32, ConvertedType.DATE, null or { DATE: not null }) or (Type.INT32, null, { DATE: not null }) => ColumnType.Of(ColumnKind.Date),
            (Type.INT64, ConvertedType.TIME_MICROS, { TIME: { IsAdjustedToUTC: false, Unit.MICROS: not null } }) => ColumnType.Of(ColumnKind.Time),
            (Type.INT64, ConvertedType.TIMESTAMP_MICROS, { TIMESTAMP: { Unit.MICROS: not null } stamp }) => Timestamp(stamp),
            (Type.INT64, ConvertedType.TIMESTAMP_MILLIS, { TIMESTAMP: { Unit.MILLIS: not null } stamp }) => Timestamp(stamp),
            (Type.INT64, null, { TIMESTAMP: { Unit: { MICROS: not null } or { MILLIS: not null } } stamp }) => Timestamp(stamp),
            (Type.INT64, null, { TIMESTAMP: { IsAdjustedToUTC: false, Unit.NANOS: not null } }) => ColumnType.Of(ColumnKind.TimestampNs),
            (Type.FLOAT, null, null) => ColumnType.Of(ColumnKind.Float),
            (Type.DOUBLE, null, null) => ColumnType.Of(ColumnKind.Double),
            (Type.BYTE_ARRAY, ConvertedType.UTF8, null or { STRING: not null }) or (Type.BYTE_ARRAY, null, { STRING: not null }) => ColumnType.Of(ColumnKind.Varchar),
            (Type.BYTE_ARRAY, null, null) => ColumnType.Of(ColumnKind.Blob),
            (Type.FIXED_LEN_BYTE_ARRAY, null, { UUID: not null }) when element.TypeLength == 16 => ColumnType.Of(ColumnKind.Uuid),
            _ => null,
        };
    }

    private static ColumnType Timestamp(TimestampType stamp) => ColumnType.Of(stamp.IsAdjustedToUTC ? ColumnKind.TimestampTz : ColumnKind.Timestamp);

    private static ColumnType? Whole(SchemaElement element, int bits, bool signed) => (element.Type, bits, signed) switch
    {
        (Type.INT32, 8, true) => ColumnType.Of(ColumnKind.TinyInt),
        (Type.INT32, 16, true) => ColumnType.Of(ColumnKind.SmallInt),
        (Type.INT32, 32, true) => ColumnType.Of(ColumnKind.Integer),
        (Type.INT64, 64, true) => ColumnType.Of(ColumnKind.BigInt),
        (Type.INT32, 8, false) => ColumnType.Of(ColumnKind.UTinyInt),
        (Type.INT32, 16, false) => ColumnType.Of(ColumnKind.USmallInt),
        (Type.INT32, 32, false) => ColumnType.Of(ColumnKind.UInteger),
        (Type.INT64, 64, false) => ColumnType.Of(ColumnKind.UBigInt),
        _ => null,
    };

    private static ColumnType? Decimal(SchemaElement element)
    {
        if (element.ConvertedType is not (null or ConvertedType.DECIMAL)) return null;
        var (precision, scale) = (element.LogicalType?.DECIMAL?.Precision ?? element.Precision ?? 0, element.LogicalType?.DECIMAL?.Scale ?? element.Scale ?? 0);
        var most = (element.Type, element.TypeLength) switch { (Type.INT32, _) => 9, (Type.INT64, _) => 18, (Type.FIXED_LEN_BYTE_ARRAY, <= 16) => 38, _ => 0 };
        return precision > 0 && precision <= most && scale >= 0 && scale <= precision ? ColumnType.OfDecimal((byte)precision, (byte)scale) : null;
    }
}
