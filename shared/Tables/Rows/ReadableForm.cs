using Serverless.Tables.Types;

namespace Serverless.Tables.Rows;

/// <summary>Types whose values lie in memory in a form that DuckDB's C API does not tell: read as text, a VARIANT as JSON and a GEOMETRY as WKT.</summary>
internal static class ReadableForm
{
    /// <summary>The REPLACE list for a result; null: all of it can be read as it is.</summary>
    public static string? Casts(TableSchema schema)
    {
        var casts = schema.Columns.Where(column => IsOpaque(column.Type)).Select(column => $"CAST({SqlLiteral.Name(column.Name)} AS {Of(column.Type)}) AS {SqlLiteral.Name(column.Name)}").ToList();
        return casts.Count == 0 ? null : string.Join(", ", casts);
    }

    private static bool IsOpaque(ColumnType type) => type.Kind is ColumnKind.Variant or ColumnKind.Geometry || type.Children.Any(child => IsOpaque(child.Type));

    private static ColumnType Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.Variant => ColumnType.Json,
        ColumnKind.Geometry => ColumnType.Of(ColumnKind.Varchar),
        ColumnKind.List => ColumnType.OfList(Of(type.Children[0].Type)),
        ColumnKind.Array => ColumnType.OfArray(Of(type.Children[0].Type), type.Length),
        ColumnKind.Map => ColumnType.OfMap(Of(type.Children[0].Type), Of(type.Children[1].Type)),
        ColumnKind.Struct => ColumnType.OfStruct([.. type.Children.Select(field => field with { Type = Of(field.Type) })]),
        ColumnKind.Union => ColumnType.OfUnion([.. type.Children.Select(member => member with { Type = Of(member.Type) })]),
        _ => type,
    };
}
