using Serverless.Execution.Records;
using Serverless.Tables;

namespace Serverless.Execution.Tables;

/// <summary>The columns that a task has written, for the commit to compare.</summary>
internal static class WrittenColumns
{
    /// <summary>Of the files of one task; all come of one query and have the same columns.</summary>
    public static IReadOnlyList<WrittenColumn> Of(IReadOnlyList<PartitionFile> files) =>
    [
        .. files[0].File.Schema.Columns.Select(c => new WrittenColumn(c.Name, c.Type.Text, IsNull: files.All(f => f.File.Columns.GetValueOrDefault(c.Name)?.NullCount == f.File.Rows))),
        .. files[0].Keys.Select(k => new WrittenColumn(k.Name, k.Type.Text, IsKey: true)),
    ];

    /// <summary>Of a query without a row.</summary>
    public static IReadOnlyList<WrittenColumn> Of(TableSchema query, IReadOnlyCollection<string> keys) =>
    [
        .. query.Columns.Where(c => !keys.Contains(c.Name, StringComparer.OrdinalIgnoreCase)).Select(c => new WrittenColumn(c.Name, c.Type.Text, IsNull: true)),
        .. keys.Select(k => new WrittenColumn(k, query.IndexOf(k) is var at and >= 0 ? query.Columns[at].Type.Text : "VARCHAR", IsKey: true, IsNull: true)),
    ];

    /// <summary>Refuses what no dataset could be read back with.</summary>
    public static void Check(string dataset, IReadOnlyList<WrittenColumn> columns)
    {
        var unknown = columns.Where(c => !IsKnown(c.Type) || (c.IsKey && IsNested(c.Type))).Select(c => $"'{c.Name}' ({c.Type}{(c.IsKey ? ", a partition key" : "")})").ToList();
        if (unknown.Count > 0)
            throw new TableException(TableErrorKind.Binding, $"Dataset '{dataset}' cannot hold {(unknown.Count == 1 ? "the column" : "the columns")} {string.Join(", ", unknown)}: files keep no such {(unknown.Count == 1 ? "type" : "types")}. Cast, as to VARCHAR or BLOB.");
    }

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

    private static bool IsNested(string type) => ColumnType.Parse(type).Children.Count > 0;
}
