using Serverless.Store.Records;
using Serverless.Tables.Errors;
using Serverless.Tables.Parquet;
using Serverless.Tables.Types;

namespace Serverless.Execution.Programs.Tables;

/// <summary>The columns that a task has written, for the commit to compare.</summary>
internal static class WrittenColumns
{
    /// <summary>Of the files of one task; all come of one query and have the same columns.</summary>
    public static IReadOnlyList<WrittenColumn> Of(IReadOnlyList<PartitionFile> files) =>
    [
        .. files[0].File.Schema.Columns.Select(c => new WrittenColumn(c.Name, Said(c.Type).Text, IsNull: files.All(f => f.File.Columns.GetValueOrDefault(c.Name)?.NullCount == f.File.Rows))),
        .. files[0].Keys.Select(k => new WrittenColumn(k.Name, Said(k.Type).Text, IsKey: true)),
    ];

    /// <summary>Of a query without a row.</summary>
    public static IReadOnlyList<WrittenColumn> Of(TableSchema query, IReadOnlyCollection<string> keys) =>
    [
        .. query.Columns.Where(c => !keys.Contains(c.Name, StringComparer.OrdinalIgnoreCase)).Select(c => new WrittenColumn(c.Name, Said(c.Type).Text, IsNull: true)),
        .. keys.Select(k => new WrittenColumn(k, query.IndexOf(k) is var at and >= 0 ? Said(query.Columns[at].Type).Text : "VARCHAR", IsKey: true, IsNull: true)),
    ];

    /// <summary>Refuses what no dataset could be read back with.</summary>
    public static void Check(string dataset, IReadOnlyList<WrittenColumn> columns)
    {
        var rows = columns.Where(c => IsKnown(c.Type) && HasRow(ColumnType.Parse(c.Type))).Select(c => $"'{c.Name}' ({c.Type})").ToList();
        if (rows.Count > 0)
            throw new TableException(TableErrorKind.Binding, $"Dataset '{dataset}' cannot hold {string.Join(", ", rows)}: fields of a row(...) have no names to find them by. Write {{'name': value}} instead.");
        var unknown = columns.Where(c => !IsKnown(c.Type) || (c.IsKey && !IsKeyType(ColumnType.Parse(c.Type)))).Select(c => $"'{c.Name}' ({c.Type}{(c.IsKey ? ", a partition key" : "")})").ToList();
        if (unknown.Count > 0)
            throw new TableException(TableErrorKind.Binding, $"Dataset '{dataset}' cannot hold {(unknown.Count == 1 ? "the column" : "the columns")} {string.Join(", ", unknown)}: files keep no such {(unknown.Count == 1 ? "type" : "types")}. Cast, as to VARCHAR or BLOB.");
    }

    // Where nothing but nulls is, INTEGER stands for it, as in every table that DuckDB makes of a query.
    private static ColumnType Said(ColumnType type) => type.Kind switch
    {
        ColumnKind.Null => ColumnType.Of(ColumnKind.Integer),
        ColumnKind.List => ColumnType.OfList(Said(type.Children[0].Type)),
        ColumnKind.Array => ColumnType.OfArray(Said(type.Children[0].Type), type.Length),
        ColumnKind.Map => ColumnType.OfMap(Said(type.Children[0].Type), Said(type.Children[1].Type)),
        ColumnKind.Struct => ColumnType.OfStruct([.. type.Children.Select(field => field with { Type = Said(field.Type) })]),
        ColumnKind.Union => ColumnType.OfUnion([.. type.Children.Select(member => member with { Type = Said(member.Type) })]),
        _ => type,
    };

    private static bool IsKnown(string type)
    {
        try
        {
            return ColumnType.Parse(type).Text == type;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool HasRow(ColumnType type) => (type.Kind == ColumnKind.Struct && type.Children[0].Name.Length == 0) || type.Children.Any(child => HasRow(child.Type));

    // A key is text in the name of a file: nested values, and those whose text is not all of them, are none.
    private static bool IsKeyType(ColumnType type) => type.Children.Count == 0 && type.Kind is not (ColumnKind.Variant or ColumnKind.Geometry);
}
