using System.Globalization;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Tables;
using Serverless.Tables.Columns;

namespace Serverless.Oracle.Tests.Functions;

/// <summary>Functions as users write them. What each gives is said once more, and differently, in <see cref="Reference.ReferenceFunctions"/>.</summary>
internal static class Steps
{
    private const long Prime = 1_000_003;

    [TaskFunction(Name = "o.mix", Version = "1")]
    internal static long Mix(long x, long by = 7) => (x % Prime * 31) + by;

    [TaskFunction(Name = "o.isOdd", Version = "1")]
    internal static bool IsOdd(long x) => x % 2 != 0;

    [TaskFunction(Name = "o.add", Version = "1")]
    internal static long Add(long a, long b) => unchecked(a + b);

    [TaskFunction(Name = "o.minus", Version = "1")]
    internal static long Minus(long left, long right) => unchecked(left - right);

    [TaskFunction(Name = "o.sum", Version = "1")]
    internal static long Sum(long[] xs) => xs.Aggregate(0L, (sum, x) => unchecked(sum + x));

    [TaskFunction(Name = "o.twice", Version = "1")]
    internal static IEnumerable<long> Twice(IReadOnlyList<long> part) => part.SelectMany(x => new[] { x, unchecked(-x) });

    [TaskFunction(Name = "o.odds", Version = "1")]
    internal static IEnumerable<long> Odds(IReadOnlyList<long> part) => part.Where(IsOdd);

    [TaskFunction(Name = "o.mod3", Version = "1")]
    internal static long Mod3(long x) => ((x % 3) + 3) % 3;

    [TaskFunction(Name = "o.upTo", Version = "1")]
    internal static long[] UpTo(long n) => [.. Enumerable.Range(0, (int)(((n % 5) + 5) % 5)).Select(i => (long)i)];

    [TaskFunction(Name = "o.join", Version = "1")]
    internal static string Join(string a, string b) => a + b;

    [TaskFunction(Name = "o.text", Version = "1")]
    internal static string Text(long x) => x.ToString(CultureInfo.InvariantCulture);

    [TaskFunction(Name = "o.length", Version = "1")]
    internal static long Length(string text) => text.Length;

    [TaskFunction(Name = "o.nullOdd", Version = "1")]
    internal static long? NullOdd(long x) => IsOdd(x) ? null : x;

    [TaskFunction(Name = "o.orZero", Version = "1")]
    internal static long OrZero(long? x) => x ?? 0;

    [TaskFunction(Name = "o.half", Version = "1")]
    internal static double Half(long x) => x % Prime / 2.0;

    [TaskFunction(Name = "o.odd", Version = "1")]
    internal static double Special(long x) => Mod3(x) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => x % Prime / 4.0 };

    [TaskFunction(Name = "o.isNaN", Version = "1")]
    internal static bool IsNaN(double x) => double.IsNaN(x);

    /// <summary>Of which kind a value is: it is the same one whether it was stored on its way or not.</summary>
    [TaskFunction(Name = "o.kind", Version = "1")]
    internal static string Kind(GraphValue value) => value.Kind.ToString();

    /// <summary>Where an element stands is the same however tasks are cut and nodes fused.</summary>
    [TaskFunction(Name = "o.place", Version = "1")]
    internal static long[] Place(long x, TaskContext context) => [x, context.Partition, context.PartitionCount ?? -1];

    /// <summary>The same node and element have the same seed in every run; which one, no one says.</summary>
    [TaskFunction(Name = "o.seed", Version = "1")]
    internal static long Seed(long x, TaskContext context) => x + context.Seed;

    [TaskFunction(Name = "o.pair", Version = "1")]
    internal static object?[] Pair(object? a, object? b) => [a, b];

    [TaskFunction(Name = "o.row", Version = "1")]
    internal static Row Make(long x) => new(Mod3(x), IsOdd(x) ? null : x % Prime / 2.0, x % 5 == 0 ? null : Text(x));

    [TaskFunction(Name = "o.rows", Version = "1")]
    internal static IEnumerable<Row> Several(long n) => UpTo(n).Select(Make);

    [TaskFunction(Name = "o.key", Version = "1")]
    internal static long Key(Row row) => row.K;

    [TaskFunction(Name = "o.isFull", Version = "1")]
    internal static bool IsFull(Row row) => row.V is not null;

    [TaskFunction(Name = "o.fields", Version = "1")]
    internal static Dictionary<string, long> Fields(long x, int count = 3) => Enumerable.Range(0, count).ToDictionary(i => $"c{i}", i => (x % Prime) + i, StringComparer.Ordinal);

    [TaskFunction(Name = "o.table", Version = "1")]
    internal static Table MakeTable(long n) => Table.Of(
        ColumnData.Of("k", UpTo(n).Select(i => i + n).ToArray()),
        ColumnData.Of("s", UpTo(n).Select(i => i == 0 ? "" : Text(i)).ToArray()));

    [TaskFunction(Name = "o.count", Version = "1")]
    internal static async Task<long> Count(Table table, CancellationToken cancellationToken)
    {
        var rows = 0L;
        using var reader = await table.ReadAsync(cancellationToken: cancellationToken);
        while (reader.Read()) rows += reader.RowCount;
        return rows;
    }
}
