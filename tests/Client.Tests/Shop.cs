using Serverless.Graph.Functions;

namespace Serverless.Client.Tests;

/// <summary>Functions that the graphs under test call.</summary>
internal static class Shop
{
    [TaskFunction]
    public static long Add(long left, long right) => left + right;

    [TaskFunction]
    public static long Square(long value) => value * value;

    [TaskFunction]
    public static long Scale(long value, long factor, TaskContext context, CancellationToken cancellationToken = default) => value * factor;

    [TaskFunction]
    public static bool IsEven(long value) => value % 2 == 0;

    [TaskFunction]
    public static long Sum(IReadOnlyList<long> values) => values.Sum();

    [TaskFunction(Version = "3")]
    public static Task<Price> LoadAsync(string country, int week) => Task.FromResult(new Price(country, week));

    [TaskFunction(Impure = true)]
    public static long Roll(long sides) => sides;

    [TaskFunction]
    public static double Total(Basket basket, IEnumerable<Price> more) => basket.Prices.Concat(more).Sum(p => p.Amount);

    [TaskFunction]
    public static string Band(long value) => $"{value / 10}";

    [TaskFunction]
    public static IEnumerable<long> Running(IReadOnlyList<long> values) => values;

    [TaskFunction]
    public static long Rows(FakeTable table) => table.Rows;

    [TaskFunction]
    public static string Read(BlobRef file) => file.Name;

    public static long Plain(long value) => value;
}

internal sealed record Price(string Country, double Amount);

internal sealed record Basket(string Owner, IReadOnlyList<Price> Prices)
{
    public Price? Extra { get; init; }
}

internal sealed record FakeTable(long Rows);
