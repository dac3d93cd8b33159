using Serverless.Graph.Functions;

namespace Serverless.Graph.Tests;

/// <summary>Functions for documents under test.</summary>
internal static class TestFunctions
{
    public static FunctionCatalog Catalog { get; } = new FunctionCatalogBuilder()
        .Add(typeof(Math))
        .Add(typeof(Prices))
        .Add(BuiltInFunctions.Sql("1"))
        .Build();

    internal static class Math
    {
        [TaskFunction(Version = "1")]
        public static long Identity(long value) => value;

        [TaskFunction(Version = "1")]
        public static long Add(long left, long right) => left + right;

        [TaskFunction(Version = "1")]
        public static double Half(double value) => value / 2;

        [TaskFunction(Version = "1")]
        public static bool IsEven(long value) => value % 2 == 0;

        [TaskFunction(Version = "1")]
        public static long Sum(IReadOnlyList<long> values) => values.Sum();

        [TaskFunction(Name = "any.thing", Version = "1")]
        public static object? Anything(object? value) => value;

        [TaskFunction(Version = "1")]
        public static string Text(long value) => value.ToString();
    }

    internal static class Prices
    {
        [TaskFunction(Version = "3", Impure = true)]
        public static async Task<Price> LoadAsync(string country, int week, TaskContext context, double factor = 1.5, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            context.Log($"week {week}");
            return new Price(country, week * factor, null);
        }

        [TaskFunction(Name = "prices.max", Version = "1")]
        public static ValueTask<double> MaximumAsync(IEnumerable<Price> prices) => new(prices.Max(p => p.Amount));
    }

    internal sealed record Price(string Country, double Amount, string? Note = null);
}
