using Serverless.Tables.Sql;

namespace Serverless.Tables.Parquet;

/// <summary>What a query's columns become in a file.</summary>
/// <remarks>
/// Parquet has no 128-bit integers, and DuckDB writes them as DOUBLE, which drops digits past 2^53 in silence. sum() of integers is a HUGEINT, so that would
/// be the most common column of all: it is cast to DECIMAL(38,0), which is exact, or fails past 38 digits.
/// </remarks>
internal sealed class WrittenSchema
{
    private static readonly ColumnType WideInteger = ColumnType.OfDecimal(38, 0);

    /// <param name="query">The columns of the result.</param>
    /// <param name="keys">Those that files are partitioned by: they become names of folders, which bytes are none of.</param>
    public WrittenSchema(TableSchema query, IReadOnlyCollection<string>? keys = null)
    {
        Query = query;
        Written = new TableSchema([.. query.Columns.Select(column => column with { Type = Map(column.Type) })]);
        Casts = string.Join(", ", query.Columns.Zip(Written.Columns)
            .Where(pair => HasWide(pair.First.Type) || IsBytesKey(pair.First, keys))
            .Select(pair => $"CAST({SqlLiteral.Name(pair.First.Name)} AS {(IsBytesKey(pair.First, keys) ? "VARCHAR" : pair.Second.Type)}) AS {SqlLiteral.Name(pair.First.Name)}"));
    }

    public TableSchema Query { get; }

    public TableSchema Written { get; }

    /// <summary>The REPLACE list; empty when nothing is cast.</summary>
    public string Casts { get; }

    private static bool IsBytesKey(TableColumn column, IReadOnlyCollection<string>? keys) =>
        column.Type.Kind == ColumnKind.Blob && keys?.Contains(column.Name, StringComparer.OrdinalIgnoreCase) == true;

    /// <summary>Also in lists, structs and maps.</summary>
    private static bool HasWide(ColumnType type) => type.Kind is ColumnKind.HugeInt or ColumnKind.UHugeInt || type.Children.Any(child => HasWide(child.Type));

    private static ColumnType Map(ColumnType type) => type.Kind switch
    {
        ColumnKind.HugeInt or ColumnKind.UHugeInt => WideInteger,
        ColumnKind.Enum => ColumnType.Of(ColumnKind.Varchar),
        ColumnKind.Null => ColumnType.Of(ColumnKind.Integer),
        ColumnKind.TimestampS => ColumnType.Of(ColumnKind.TimestampMs),
        // Parquet knows lists of any length only.
        ColumnKind.List or ColumnKind.Array => ColumnType.OfList(Map(type.Children[0].Type)),
        ColumnKind.Map => ColumnType.OfMap(Map(type.Children[0].Type), Map(type.Children[1].Type)),
        ColumnKind.Struct => ColumnType.OfStruct([.. type.Children.Select(field => field with { Type = Map(field.Type) })]),
        _ => type,
    };
}
