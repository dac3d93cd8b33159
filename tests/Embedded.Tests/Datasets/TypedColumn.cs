namespace Serverless.Embedded.Tests.Datasets;

/// <summary>A column of rows that a test writes.</summary>
/// <param name="Name">Some need quotes.</param>
/// <param name="Type">As DuckDB's typeof says it.</param>
internal sealed record TypedColumn(string Name, string Type)
{
    /// <summary>Names of columns: words of SQL, of ours, and what a label or a path would take for its own.</summary>
    public static readonly string[] Names = ["v", "Group", "a b", "it's", "ä\"q", "select", "x=y/z%", "input", "k.1", "value"];

    private static readonly (string Type, string[] Values)[] Scalars =
    [
        ("BOOLEAN", ["true", "false"]),
        ("TINYINT", ["-128", "9", "10"]),
        ("SMALLINT", ["-32768", "9", "10"]),
        ("INTEGER", ["-2147483648", "9", "10"]),
        ("BIGINT", ["-9223372036854775808", "9007199254740993", "10"]),
        ("UTINYINT", ["255", "9"]),
        ("UBIGINT", ["18446744073709551615", "9"]),
        ("HUGEINT", ["99999999999999999999999999999999999999", "-9"]),
        ("UHUGEINT", ["99999999999999999999999999999999999999", "9"]),
        ("FLOAT", ["0.1", "'nan'", "'-inf'", "1e10", "0"]),
        ("DOUBLE", ["0.1", "'nan'", "'inf'", "-1e300", "5e-324", "9"]),
        ("DECIMAL(9,2)", ["9.50", "10.25", "-0.01"]),
        ("DECIMAL(38,0)", ["99999999999999999999999999999999999999", "-9"]),
        ("VARCHAR", ["''", "'a/b =%é''\"'", "'10'", "'NULL'", "'__HIVE_DEFAULT_PARTITION__'", "' '", "'.'", "'..'", "'%41'", "repeat('ж', 90)"]),
        ("BLOB", ["'\\xAA\\x00b'", "''", "'a/b'", "'\\x5C'"]),
        ("DATE", ["'2024-01-05'", "'2024-10-01'", "'infinity'", "'0044-03-15 (BC)'"]),
        ("TIME", ["'10:00:00'", "'23:59:59.999999'", "'24:00:00'"]),
        ("TIME_NS", ["'10:00:00'", "'12:34:56.123456789'"]),
        ("TIME WITH TIME ZONE", ["'12:34:56.000001+02:30'", "'10:04:56.000001+00'", "'00:00:00-15:59:59'"]),
        ("TIMESTAMP", ["'2024-01-05 10:00:00.5'", "'1969-12-31 23:59:59.999999'", "'-infinity'", "'20000-01-01 00:00:00'"]),
        ("TIMESTAMP_S", ["'2024-01-05 10:00:00'", "'1969-12-31 23:59:59'"]),
        ("TIMESTAMP_MS", ["'2024-01-05 10:00:00.005'", "'1969-12-31 23:59:59.999'"]),
        ("TIMESTAMP_NS", ["'2024-01-05 10:00:00.123456789'", "'2024-01-05 10:00:00'"]),
        ("TIMESTAMP WITH TIME ZONE", ["'2024-01-05 10:00:00+02'", "'infinity'"]),
        ("INTERVAL", ["'14 months -3 days 04:05:06.000007'", "'1 month'", "'30 days'", "'-1 microsecond'"]),
        ("ENUM('b', 'a', 'it''s', '')", ["'a'", "'it''s'", "''"]),
        ("UUID", ["'01234567-89ab-cdef-0123-456789abcdef'", "'fff34567-89ab-cdef-0123-456789abcdef'"]),
        ("BIT", ["'101010101'", "'0'"]),
        ("BIGNUM", ["'123456789012345678901234567890123456789012345'", "'-1'"]),
    ];

    private static readonly (string Type, string[] Values)[] Nested =
    [
        ("INTEGER[]", ["[1, NULL, 3]", "[]"]),
        ("HUGEINT[]", ["[99999999999999999999999999999999999999]"]),
        ("INTEGER[2]", ["[1, 2]"]),
        ("STRUCT(\"a b\" INTEGER, c INTERVAL)", ["{'a b': 1, 'c': INTERVAL '1 day'}", "{'a b': NULL, 'c': NULL}"]),
        ("MAP(VARCHAR, INTEGER)", ["map {'a': 1, 'b': NULL}", "map()"]),
        ("UNION(n INTEGER, s VARCHAR)", ["union_value(n := 2)", "union_value(s := 'x')"]),
    ];

    private static readonly string[][] Families = [["TINYINT", "SMALLINT", "INTEGER", "BIGINT"], ["UTINYINT", "UBIGINT"], ["FLOAT", "DOUBLE"]];

    public bool IsNested => Array.Exists(Nested, other => other.Type == Type);

    /// <summary>As SQL.</summary>
    public string Quoted => $"\"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override string ToString() => $"{Name} {Type}";

    /// <summary>A column of any type.</summary>
    public static TypedColumn Any(Random random, string name, bool isKey) =>
        new(name, isKey || random.Next(4) > 0 ? Scalars[random.Next(Scalars.Length)].Type : Nested[random.Next(Nested.Length)].Type);

    /// <summary>A type that goes together with this one, most often the same; or one that does not.</summary>
    public TypedColumn Other(Random random, bool isAlike)
    {
        if (!isAlike) return this with { Type = Type == "DATE" ? "VARCHAR" : "DATE" };
        return Array.Find(Families, family => family.Contains(Type)) is { } widths ? this with { Type = widths[random.Next(widths.Length)] } : this;
    }

    /// <summary>A value as SQL, of the column's type.</summary>
    public string Value(Random random)
    {
        var values = Scalars.Concat(Nested).First(other => other.Type == Type).Values;
        return $"CAST({values[random.Next(values.Length)]} AS {Type})";
    }

    /// <summary>The type that has a place for both; null: they do not go together.</summary>
    public static string? Common(string one, string other)
    {
        if (one == other) return one;
        return Array.Find(Families, family => family.Contains(one) && family.Contains(other)) is { } widths
            ? widths[Math.Max(Array.IndexOf(widths, one), Array.IndexOf(widths, other))]
            : null;
    }
}
