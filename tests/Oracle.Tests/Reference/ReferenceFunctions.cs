using System.Globalization;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>What a function takes and does.</summary>
/// <param name="Parameters">Names, in order; with what stands for a missing one.</param>
/// <param name="Run">On values; a <see cref="ReferenceTable"/> stands for a parameter of that type.</param>
internal sealed record ReferenceFunction((string Name, object? Default)[] Parameters, Func<object?[], object?> Run)
{
    /// <summary>Parameters that are tables.</summary>
    public bool TakesTable { get; init; }

    /// <summary>A reduce hands it a list instead of two values.</summary>
    public bool TakesList { get; init; }
}

/// <summary>The functions of documents, on the reference's values.</summary>
internal sealed class ReferenceFunctions
{
    private const long Prime = 1_000_003;

    // Stands for "must be given".
    private static readonly object Needed = new();

    private readonly Dictionary<string, ReferenceFunction> _all;

    public ReferenceFunctions(ReferenceTables tables)
    {
        _all = new Dictionary<string, ReferenceFunction>(StringComparer.Ordinal)
        {
            ["math.identity"] = On("value", a => a),
            ["math.add"] = Two("a", "b", (a, b) => checked(Int(a) + Int(b))),
            ["math.multiply"] = Two("a", "b", (a, b) => checked(Int(a) * Int(b))),
            ["math.square"] = On("value", a => checked(Int(a) * Int(a))),
            ["math.isEven"] = On("value", a => Int(a) % 2 == 0),
            ["o.mix"] = new([("x", Needed), ("by", 7L)], a => (Int(a[0]) % Prime * 31) + Int(a[1])),
            ["o.isOdd"] = On("x", a => Int(a) % 2 != 0),
            ["o.add"] = Two("a", "b", (a, b) => unchecked(Int(a) + Int(b))),
            ["o.minus"] = Two("left", "right", (a, b) => unchecked(Int(a) - Int(b))),
            ["o.sum"] = On("xs", a => ListOf(a).Aggregate(0L, (sum, x) => unchecked(sum + Int(x)))) with { TakesList = true },
            ["o.twice"] = On("part", a => ListOf(a).SelectMany(x => new object?[] { Int(x), unchecked(-Int(x)) }).ToList()),
            ["o.odds"] = On("part", a => ListOf(a).Where(x => Int(x) % 2 != 0).ToList()),
            ["o.mod3"] = On("x", a => Modulo(Int(a), 3)),
            ["o.upTo"] = On("n", a => UpTo(Int(a)).Cast<object?>().ToList()),
            ["o.join"] = Two("a", "b", (a, b) => (string?)a + (string?)b),
            ["o.text"] = On("x", a => TextOf(Int(a))),
            ["o.length"] = On("text", a => (long)((string)a!).Length),
            ["o.nullOdd"] = On("x", a => Int(a) % 2 != 0 ? null : a),
            ["o.orZero"] = On("x", a => a is null ? 0L : Int(a)),
            ["o.half"] = On("x", a => Int(a) % Prime / 2.0),
            ["o.odd"] = On("x", a => Modulo(Int(a), 3) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => Int(a) % Prime / 4.0 }),
            ["o.isNaN"] = On("x", a => double.IsNaN(Datum.Double(a))),
            ["o.kind"] = On("value", a => KindOf(a)),
            ["o.place"] = On("x", _ => throw new InvalidOperationException("Of no place.")),
            ["o.seed"] = On("x", _ => Datum.Anything),
            ["o.pair"] = Two("a", "b", (a, b) => new List<object?> { a, b }),
            ["o.row"] = On("x", a => Row(Int(a))),
            ["o.rows"] = On("n", a => UpTo(Int(a)).Select(i => (object?)Row(i)).ToList()),
            ["o.key"] = On("row", a => ((SortedDictionary<string, object?>)a!)["k"]),
            ["o.isFull"] = On("row", a => ((SortedDictionary<string, object?>)a!)["v"] is not null),
            ["o.fields"] = new([("x", Needed), ("count", 3L)], a => Datum.MapOf(Enumerable.Range(0, (int)Int(a[1])).Select(i => ($"c{i}", (object?)((Int(a[0]) % Prime) + i))))),
            ["o.table"] = On("n", a => tables.Of([.. UpTo(Int(a)).Select(i => Datum.MapOf(("k", i + Int(a)), ("s", i == 0 ? "" : TextOf(i))))], ("k", "BIGINT"), ("s", "VARCHAR"))),
            ["o.count"] = On("table", a => tables.Count((ReferenceTable)a!)) with { TakesTable = true },
        };
    }

    public ReferenceFunction this[string name] => _all.TryGetValue(name, out var function) ? function : throw new ReferenceRefusal($"no function {name}");

    /// <summary>Arguments behind the inputs, by position or by name, defaults filled in.</summary>
    public static object?[] Bind(ReferenceFunction function, int inputs, object? args)
    {
        var bound = new List<object?>();
        for (var i = inputs; i < function.Parameters.Length; i++)
        {
            var (name, missing) = function.Parameters[i];
            var value = args switch
            {
                List<object?> list when i - inputs < list.Count => list[i - inputs],
                SortedDictionary<string, object?> map when map.TryGetValue(name, out var given) => given,
                _ => missing,
            };
            bound.Add(ReferenceEquals(value, Needed) ? throw new ReferenceRefusal($"argument {name} is missing") : value);
        }
        return [.. bound];
    }

    public static List<object?> ListOf(object? value) => value as List<object?> ?? throw new ReferenceFailure($"{Datum.Text(value)} is no list");

    private static ReferenceFunction On(string name, Func<object?, object?> run) => new([(name, Needed)], a => run(a[0]));

    private static ReferenceFunction Two(string first, string second, Func<object?, object?, object?> run) => new([(first, Needed), (second, Needed)], a => run(a[0], a[1]));

    private static long Int(object? value) => Datum.Int(value);

    private static long Modulo(long x, long by) => ((x % by) + by) % by;

    private static string TextOf(long x) => x.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<long> UpTo(long n)
    {
        for (var i = 0L; i < Modulo(n, 5); i++) yield return i;
    }

    private static SortedDictionary<string, object?> Row(long x) =>
        Datum.MapOf(("k", Modulo(x, 3)), ("v", x % 2 != 0 ? null : x % Prime / 2.0), ("s", x % 5 == 0 ? null : TextOf(x)));

    private static string KindOf(object? value) => value switch
    {
        null => "Null",
        bool => "Boolean",
        long => "Integer",
        double => "Double",
        decimal => "Decimal",
        string => "String",
        List<object?> => "List",
        _ => "Map",
    };
}
