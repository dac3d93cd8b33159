using Serverless.Graph.Functions;
using Serverless.Tables;
using Serverless.Tables.Columns;

namespace Serverless.Embedded.Tests.Tables;

/// <summary>A row that functions give as a record.</summary>
public sealed record Leg(string Origin, int Minutes, decimal Price, DateOnly Day, string? Note);

/// <summary>Functions over tables and records.</summary>
public static class Legs
{
    public const int RowsEach = 3;

    public static int MinutesOf(long table, int row) => (int)((table * 7) + row);

    [TaskFunction(Version = "1")]
    public static Table Make(long table) => Table.Of(
        ColumnData.Of("origin", Enumerable.Range(0, RowsEach).Select(row => row == 0 ? "BER" : "OSL").ToArray()),
        ColumnData.Of("minutes", Enumerable.Range(0, RowsEach).Select(row => MinutesOf(table, row)).ToArray()));

    [TaskFunction(Version = "1")]
    public static async Task<Table> Doubled(Table legs, CancellationToken cancellationToken)
    {
        using var reader = await legs.ReadAsync("SELECT minutes FROM input", cancellationToken: cancellationToken);
        var doubled = new List<int>();
        while (reader.Read())
        {
            foreach (var minutes in reader.Column("minutes").Values<int>()) doubled.Add(minutes * 2);
        }
        return Table.Of(ColumnData.Of("minutes", doubled.ToArray()));
    }

    [TaskFunction(Version = "1")]
    public static async Task<long> Total(Table legs, CancellationToken cancellationToken)
    {
        using var reader = await legs.ReadAsync("SELECT coalesce(sum(minutes), 0)::BIGINT total FROM input", cancellationToken: cancellationToken);
        reader.Read();
        return reader.Column("total").Values<long>()[0];
    }

    /// <summary>The longest leg of each.</summary>
    [TaskFunction(Version = "1")]
    public static async Task<Table> Longest(IReadOnlyList<Table> tables, CancellationToken cancellationToken)
    {
        var longest = new List<int>();
        foreach (var table in tables) longest.Add((await table.RowsAsync<Longest>("SELECT max(minutes) AS minutes FROM input", cancellationToken: cancellationToken))[0].Minutes);
        return Table.Of(ColumnData.Of("minutes", new[] { longest.Max() }));
    }

    [TaskFunction(Version = "1")]
    public static Leg Record(long number) =>
        new(number % 2 == 0 ? "BER" : "OSL", (int)number, number / 4m, new DateOnly(2026, 1, 1).AddDays((int)(number % 28)), number == 1 ? "first" : null);

    [TaskFunction(Version = "1")]
    public static IEnumerable<Leg> Records(long number) => Enumerable.Range(0, (int)number).Select(i => Record((number * 100) + i));

    [TaskFunction(Version = "1")]
    public static Leg Later(Leg leg, int minutes) => leg with { Minutes = leg.Minutes + minutes };
}

/// <summary>A row of one column.</summary>
public sealed record Longest(int Minutes);
