using Serverless.Oracle.Tests.Bare;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Queries over tables whose columns are known.</summary>
internal static class SqlMaker
{
    /// <summary>Over one table.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="table">Its name in the query.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="parameter">A parameter that is a whole number; null: none.</param>
    public static (string Sql, IReadOnlyList<Column> Columns) Over(Random random, string table, IReadOnlyList<Column> columns, string? parameter)
    {
        var from = $"FROM {BareDatabase.Quote(table)}";
        var any = columns[random.Next(columns.Count)];
        var ints = columns.Where(c => c.Type == "int").ToList();
        var number = ints.Count > 0 ? ints[random.Next(ints.Count)] : null;
        if (parameter is not null && number is not null) return ($"SELECT * {from} WHERE {Q(number)} > ${parameter}", columns);
        switch (random.Next(12))
        {
            case 0: return ($"SELECT count(*) AS n {from}", [new Column("n", "int")]);
            case 1: return ($"SELECT {Q(any)}, count(*) AS \"how many\" {from} GROUP BY {Q(any)}", [any, new Column("how many", "int")]);
            case 2 when number is not null: return ($"SELECT sum({Q(number)}) AS total {from}", [new Column("total", "int")]);
            case 3: return ($"SELECT min({Q(any)}) AS low, max({Q(any)}) AS high, count({Q(any)}) AS n {from}", [any with { Name = "low" }, any with { Name = "high" }, new Column("n", "int")]);
            case 4 when number is not null: return ($"SELECT {Q(number)} + 1 AS {Q(number)} {from}", [number]);
            case 5: return ($"SELECT {Q(any)} AS \"an other\" {from} -- renamed", [any with { Name = "an other" }]);
            case 6 when number is { } of && of.Name.Length > 0: return ($"SELECT o.mix(({Q(number)})::BIGINT, 2) AS mixed {from}", [new Column("mixed", "int")]);
            case 7: return ($"SELECT list({Q(any)} ORDER BY {Q(any)}) AS \"all\" {from}", [new Column("all", "other")]);
            case 8: return ($"SELECT DISTINCT typeof({Q(any)}) AS type {from} WHERE {Q(any)} IS NOT NULL", [new Column("type", "text")]);
            case 9 when any.Type == "text": return ($"SELECT {Q(any)} || '!' AS {Q(any)}, 1 AS one {from}", [any, new Column("one", "int")]);
            default: return ($"SELECT * {from}", columns);
        }
    }

    /// <summary>Gives over parts of a table, and once more over what came of them, what it gives over all of it.</summary>
    public static (string Sql, IReadOnlyList<Column> Columns) Reducing(Random random, string table, IReadOnlyList<Column> columns)
    {
        var from = $"FROM {BareDatabase.Quote(table)}";
        var ints = columns.Where(c => c.Type == "int").ToList();
        var any = columns[random.Next(columns.Count)];
        switch (random.Next(4))
        {
            case 0 when ints.Count > 0: return ($"SELECT sum({Q(ints[0])}) AS {Q(ints[0])} {from}", [ints[0]]);
            case 1: return ($"SELECT min({Q(any)}) AS {Q(any)} {from}", [any]);
            case 2 when ints.Count > 1: return ($"SELECT {Q(ints[0])}, sum({Q(ints[1])}) AS {Q(ints[1])} {from} GROUP BY {Q(ints[0])}", [ints[0], ints[1]]);
            default: return ($"SELECT * {from}", columns);
        }
    }

    /// <summary>Over two tables; which of them is which makes a difference.</summary>
    public static (string Sql, IReadOnlyList<Column> Columns) OverTwo(Random random, string left, IReadOnlyList<Column> leftColumns, string right, IReadOnlyList<Column> rightColumns)
    {
        var (l, r) = (BareDatabase.Quote(left), BareDatabase.Quote(right));
        var (a, b) = (leftColumns.FirstOrDefault(c => c.Type == "int"), rightColumns.FirstOrDefault(c => c.Type == "int"));
        switch (random.Next(4))
        {
            case 0 when a is not null && b is not null: return ($"SELECT (SELECT sum({Q(a)}) FROM {l}) AS one, (SELECT max({Q(b)}) FROM {r}) AS two", [new Column("one", "int"), new Column("two", "int")]);
            case 1 when a is not null && b is not null: return ($"SELECT count(*) AS n, sum(l.{Q(a)}) AS s FROM {l} AS l JOIN {r} AS r ON l.{Q(a)} = r.{Q(b)}", [new Column("n", "int"), new Column("s", "int")]);
            case 2: return ($"SELECT 'l' AS side, count(*) AS n FROM {l} UNION ALL SELECT 'r', count(*) FROM {r}", [new Column("side", "text"), new Column("n", "int")]);
            default: return ($"SELECT (SELECT count(*) FROM {l}) - 2 * (SELECT count(*) FROM {r}) AS d", [new Column("d", "int")]);
        }
    }

    private static string Q(Column column) => BareDatabase.Quote(column.Name);
}
