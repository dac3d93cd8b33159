using System.Globalization;
using Serverless.Tables.Instances;
using Serverless.Tables.Reading;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Scratch;

/// <summary>Where a Parquet file's columns lie, from its footer.</summary>
internal static class ColumnRanges
{
    public static List<ColumnRange> Read(Connection connection, string path, CancellationToken cancellationToken)
    {
        // A column's pages start at its dictionary where it has one; some writers leave that offset at 0.
        using var statement = connection.Prepare(new SqlText(
            """
            SELECT split_part(path_in_schema, ', ', 1), CASE WHEN dictionary_page_offset > 0 THEN least(dictionary_page_offset, data_page_offset) ELSE data_page_offset END, total_compressed_size,
              bloom_filter_offset, bloom_filter_length, row_group_id, row_group_num_rows
            FROM parquet_metadata($path) ORDER BY row_group_id
            """, Files: [new InputFile(Path.GetFileName(path), path)]), cancellationToken);
        statement.Bind(new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = FilePattern.Of(path) });
        using var result = statement.Execute(cancellationToken);
        using var rows = new ResultRows(result);
        var ranges = new List<ColumnRange>();
        var (group, id) = (default(RowRange), 0L);
        while (rows.Next())
        {
            if (Long(rows.Value(5)) is var next && next != id) (group, id) = (new RowRange(group.First + group.Count, 0), next);
            group = group with { Count = Long(rows.Value(6)) };
            var column = (string)rows.Value(0)!;
            ranges.Add(new ColumnRange(column, group, Long(rows.Value(1)), Long(rows.Value(2))));
            if (Long(rows.Value(3)) > 0 && Long(rows.Value(4)) > 0) ranges.Add(new ColumnRange(column, group, Long(rows.Value(3)), Long(rows.Value(4))));
        }
        return ranges;
    }

    private static long Long(object? value) => Convert.ToInt64(value ?? 0L, CultureInfo.InvariantCulture);
}
