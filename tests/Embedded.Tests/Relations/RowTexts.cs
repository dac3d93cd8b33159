using Serverless.Graph.Functions;
using Serverless.Tables;

namespace Serverless.Embedded.Tests.Relations;

/// <summary>Tables as texts that are compared: first the columns with their types, then a row each.</summary>
public static class RowTexts
{
    private const string Query = "SELECT CAST(input AS VARCHAR) AS text FROM input";

    [TaskFunction(Version = "1")]
    public static async Task<string[]> Of(Table table, CancellationToken cancellationToken)
    {
        var schema = await table.DescribeAsync(cancellationToken);
        var rows = await table.RowsAsync<Row>(Query, cancellationToken: cancellationToken);
        return [string.Join(", ", schema.Columns.Select(column => $"{column.Name} {column.Type.InFiles}")), .. rows.Select(row => row.Text)];
    }

    [TaskFunction(Version = "1")]
    public static async Task<Counted> Counts(Table table, CancellationToken cancellationToken) => (await table.RowsAsync<Counted>(cancellationToken: cancellationToken))[0];

    /// <summary>
    /// All partitions as one, rows in an order of their text. Zeros have no sign: files do not keep it, on either side (tables.md).
    /// </summary>
    public static string Sorted(IEnumerable<string[]> partitions)
    {
        var all = partitions.ToList();
        var columns = Assert.Single(all.Select(partition => partition[0]).Distinct());
        return string.Join('\n', all.SelectMany(partition => partition.Skip(1)).Select(row => row.Replace("-0.0", "0.0", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Prepend(columns));
    }

    public sealed record Row(string Text);

    public sealed record Counted(long Rows, long Least, long Most);
}
