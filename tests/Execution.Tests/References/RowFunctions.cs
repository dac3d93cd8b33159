using Serverless.Graph.Functions;
using Serverless.Tables;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Tests.References;

/// <summary>Rows as records, lists and tables.</summary>
internal static class RowFunctions
{
    public sealed record Row(long K);

    [TaskFunction(Name = "rows.one", Version = "1")]
    public static Row One(long k) => new(k);

    [TaskFunction(Name = "rows.list", Version = "1")]
    public static List<Row> List(Row row) => [row];

    [TaskFunction(Name = "rows.each", Version = "1")]
    public static IEnumerable<Row> Each(List<Row> rows) => rows;

    [TaskFunction(Name = "rows.three", Version = "1")]
    public static Row[] Three() => [new(1), new(2), new(3)];

    [TaskFunction(Name = "rows.isFew", Version = "1")]
    public static bool IsFew(Row row) => row.K is > 0 and < 4;

    [TaskFunction(Name = "rows.key", Version = "1")]
    public static long Key(Row row) => row.K;

    [TaskFunction(Name = "rows.sum", Version = "1")]
    public static async Task<long> Sum(Table table, CancellationToken cancellationToken) => (await table.RowsAsync<Row>(cancellationToken: cancellationToken)).Sum(r => r.K);

    [TaskFunction(Name = "rows.of", Version = "1")]
    public static Table Of(long k) => Table.Of(ColumnData.Of("k", new[] { k }));
}
