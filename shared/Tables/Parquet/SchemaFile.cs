using Parquet.Schema;
using Serverless.Tables.Types;
using FileWriter = Parquet.ParquetWriter;

namespace Serverless.Tables.Parquet;

/// <summary>A Parquet file that holds a schema and no rows, as Parquet.Net writes it. Columns may be null, as in everything that DuckDB writes.</summary>
internal static class SchemaFile
{
    /// <returns>The file; null when a column's type is one that Parquet.Net does not write as DuckDB does.</returns>
    public static async Task<byte[]?> RenderAsync(TableSchema schema, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        var fields = schema.Columns.Select(column => FieldOf(column.Name, column.Type)).ToList();
        if (fields.Contains(null)) return null;
        using var file = new MemoryStream();
        await using (var writer = await FileWriter.CreateAsync(new ParquetSchema(fields!), file, cancellationToken: cancellationToken)) writer.CustomMetadata = metadata;
        return file.ToArray();
    }

    private static Field? FieldOf(string name, ColumnType type, bool nullable = true) => type.Kind switch
    {
        ColumnKind.Boolean => new DataField<bool>(name, nullable),
        ColumnKind.TinyInt => new DataField<sbyte>(name, nullable),
        ColumnKind.SmallInt => new DataField<short>(name, nullable),
        ColumnKind.Integer => new DataField<int>(name, nullable),
        ColumnKind.BigInt => new DataField<long>(name, nullable),
        ColumnKind.UTinyInt => new DataField<byte>(name, nullable),
        ColumnKind.USmallInt => new DataField<ushort>(name, nullable),
        ColumnKind.UInteger => new DataField<uint>(name, nullable),
        ColumnKind.UBigInt => new DataField<ulong>(name, nullable),
        ColumnKind.Float => new DataField<float>(name, nullable),
        ColumnKind.Double => new DataField<double>(name, nullable),
        ColumnKind.Varchar or ColumnKind.Enum => new DataField<string>(name, nullable),
        ColumnKind.Blob => new DataField<byte[]>(name, nullable),
        ColumnKind.Date => new DateTimeDataField(name, DateTimeFormat.Date, isNullable: nullable),
        ColumnKind.Timestamp or ColumnKind.TimestampS or ColumnKind.TimestampMs => Timestamp(name, DateTimeTimeUnit.Micros, utc: false, nullable),
        ColumnKind.TimestampNs => Timestamp(name, DateTimeTimeUnit.Nanos, utc: false, nullable),
        ColumnKind.TimestampTz => Timestamp(name, DateTimeTimeUnit.Micros, utc: true, nullable),
        ColumnKind.Decimal => new DecimalDataField(name, type.Width, type.Scale, isNullable: nullable),
        ColumnKind.HugeInt => new DecimalDataField(name, 38, 0, isNullable: nullable),
        ColumnKind.Uuid => new DataField<Guid>(name, nullable),
        ColumnKind.List or ColumnKind.Array => FieldOf("element", type.Children[0].Type) is { } element ? new ListField(name, element) : null,
        ColumnKind.Map when type.Children[0].Type.Children.Count == 0 => FieldOf("key", type.Children[0].Type, nullable: false) is { } key && FieldOf("value", type.Children[1].Type) is { } value ? new MapField(name, key, value) : null,
        ColumnKind.Struct => type.Children.Select(field => FieldOf(field.Name, field.Type)).ToArray() is var parts && parts.Contains(null) ? null : new StructField(name, parts!),
        _ => null,
    };

    private static DateTimeDataField Timestamp(string name, DateTimeTimeUnit unit, bool utc, bool nullable) => new(name, DateTimeFormat.Timestamp, utc, unit, isNullable: nullable);
}
