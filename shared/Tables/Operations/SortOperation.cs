using System.Globalization;
using Serverless.Tables.Types;

namespace Serverless.Tables.Operations;

/// <summary>
/// Rows in order, nulls last; rows with equal keys as they stand. Where there are many, samples of each partition say the bounds of ranges, rows are spread over
/// these, and each range is sorted by itself.
/// </summary>
/// <param name="By">Columns, and whether the greatest is first.</param>
/// <param name="Step">What of it this is.</param>
/// <param name="Ranges">How many ranges bounds are for.</param>
public sealed record SortOperation(IReadOnlyList<(string Column, bool Descending)> By, SortStep Step, int Ranges) : TableOperation
{
    // Of each partition: with 64 ranges of 16 partitions a range is off by a few per cent.
    private const int Samples = 1024;

    private const string Key = BoundColumn;

    public override IReadOnlyList<string> Inputs { get; } = ["input"];

    public override OperationPlan Plan(IReadOnlyList<OperationTable> tables)
    {
        if (Step == SortStep.Bounds) return OperationPlan.Of([], Bounds);
        var problems = new List<OperationProblem>();
        KeysOf(tables[0], By.Select(key => key.Column), "to sort by", problems);
        return OperationPlan.Of(problems, () => Step == SortStep.Sample ? Sample(tables[0].Schema) : Sorted(tables[0].Schema));
    }

    public override OperationPlan SpreadByRange(OperationTable table, IReadOnlyList<byte[]> bounds)
    {
        var problems = new List<OperationProblem>();
        var keys = KeysOf(table, By.Select(key => key.Column), "to sort by", problems);
        var key = table.Schema.NewName(Key);
        var plan = OperationPlan.Spread(
            problems, new TableSchema([.. table.Schema.Columns, new TableColumn(key, ColumnType.Of(ColumnKind.Blob))]), $"(SELECT *, {KeySql} AS {key} FROM input)", string.Join(", ", keys.Select(k => k.Type.Text)), () => RangeSql(key, bounds, 0, bounds.Count));
        return plan.Sql is { } sql ? plan with { Sql = $"SELECT * EXCLUDE ({key}) FROM ({sql})" } : plan;
    }

    // The engine's own order as bytes: with a text behind them, as of short keys it makes numbers.
    private string KeySql => $"create_sort_key({string.Join(", ", By.Select(key => $"{SqlLiteral.Name(key.Column)}, '{Order(key.Descending)}'"))}, '', '{Order(descending: false)}')";

    private static string Order(bool descending) => descending ? "DESC NULLS LAST" : "ASC NULLS LAST";

    // A search among bounds: as many comparisons as their number has binary digits.
    private static string RangeSql(string key, IReadOnlyList<byte[]> bounds, int first, int last)
    {
        if (first == last) return first.ToString(CultureInfo.InvariantCulture);
        var middle = (first + last) / 2;
        return $"CASE WHEN {key} < from_hex('{Convert.ToHexString(bounds[middle])}') THEN {RangeSql(key, bounds, first, middle)} ELSE {RangeSql(key, bounds, middle + 1, last)} END";
    }

    private string Sorted(TableSchema schema)
    {
        var row = schema.NewName("row");
        var order = By.Select(key => $"{SqlLiteral.Name(key.Column)} {Order(key.Descending)}");
        return $"SELECT * EXCLUDE ({row}) FROM (SELECT *, row_number() OVER () AS {row} FROM input) ORDER BY {string.Join(", ", order)}, {row}";
    }

    // Rows at equal distances, with how many rows each of them stands for.
    private string Sample(TableSchema schema)
    {
        var (row, rows) = (schema.NewName("row"), schema.NewName("rows"));
        var distance = $"greatest(1, {rows} // {Samples.ToString(CultureInfo.InvariantCulture)})";
        return $"SELECT {KeySql} AS {Key}, {distance} AS weight FROM (SELECT *, row_number() OVER () AS {row}, count(*) OVER () AS {rows} FROM input) WHERE {row} % {distance} = 0";
    }

    // The least key of each range but the first. Many equal keys may leave fewer ranges than were asked for.
    private string Bounds()
    {
        var ranked = $"SELECT {Key}, weight, sum(weight) OVER (ORDER BY {Key} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS upto, sum(weight) OVER () AS total FROM input";
        var placed = $"SELECT {Key}, CAST({Ranges.ToString(CultureInfo.InvariantCulture)} * (upto - weight) // total AS BIGINT) AS place FROM ({ranked})";
        return $"SELECT DISTINCT {Key} FROM (SELECT min({Key}) AS {Key} FROM ({placed}) WHERE place > 0 GROUP BY place) ORDER BY {Key}";
    }
}

/// <summary>What of a sort a query does.</summary>
public enum SortStep
{
    /// <summary>Rows to rows in order.</summary>
    Rows,

    /// <summary>Rows to a sample of their keys.</summary>
    Sample,

    /// <summary>Samples to where ranges begin.</summary>
    Bounds,
}
