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

    public WrittenSchema(TableSchema query)
    {
        Query = query;
        Written = new TableSchema([.. query.Columns.Select(column => column with { Type = Map(column.Type) })]);
        Casts = string.Join(", ", query.Columns.Where(column => IsWide(column.Type)).Select(column => $"CAST({SqlLiteral.Name(column.Name)} AS {WideInteger}) AS {SqlLiteral.Name(column.Name)}"));
    }

    public TableSchema Query { get; }

    public TableSchema Written { get; }

    /// <summary>The REPLACE list; empty when nothing is cast.</summary>
    public string Casts { get; }

    private static bool IsWide(ColumnType type) => type.Kind is ColumnKind.HugeInt or ColumnKind.UHugeInt;

    private static ColumnType Map(ColumnType type) => type.Kind switch
    {
        ColumnKind.HugeInt or ColumnKind.UHugeInt => WideInteger,
        ColumnKind.Enum => ColumnType.Of(ColumnKind.Varchar),
        ColumnKind.Null => ColumnType.Of(ColumnKind.Integer),
        ColumnKind.TimestampS => ColumnType.Of(ColumnKind.TimestampMs),
        _ => type,
    };
}
