using System.Globalization;
using Serverless.Tables.Types;

namespace Serverless.Tables.Operations;

/// <summary>
/// Which bucket a row goes to, by its keys: rows whose keys compare as equal go to the same one, also where the other table has the keys in another type. A
/// function of the values and of the engine's version.
/// </summary>
internal static class BucketSql
{
    /// <summary>A number from 0 to before <paramref name="buckets"/>.</summary>
    /// <param name="keys">Expressions with their types.</param>
    /// <param name="buckets">How many.</param>
    /// <param name="spreadsNulls">The number of the row: rows with a null key, which nothing matches, are spread by it. Null: null is a key.</param>
    public static string Of(IReadOnlyList<(string Sql, ColumnType Type)> keys, int buckets, string? spreadsNulls)
    {
        var hash = keys.Count == 0 ? "0::UBIGINT" : $"hash({string.Join(", ", keys.Select(key => HashOf(key.Sql, key.Type)))})";
        if (spreadsNulls is { } row && keys.Count > 0) hash = $"CASE WHEN {string.Join(" OR ", keys.Select(key => $"{key.Sql} IS NULL"))} THEN hash({row}) ELSE {hash} END";
        return $"CAST({hash} % {buckets.ToString(CultureInfo.InvariantCulture)} AS INTEGER)";
    }

    /// <summary>By which rule: of types that compare with each other it is the same.</summary>
    public static string RuleOf(IReadOnlyList<(string Sql, ColumnType Type)> keys) => string.Join(", ", keys.Select(key => FormOf(key.Type)));

    private static string FormOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Decimal or ColumnKind.HugeInt or ColumnKind.UHugeInt => "exact numbers",
        ColumnKind.Float or ColumnKind.Double => "floating numbers",
        ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.Timestamp => "TIMESTAMP",
        ColumnKind.Enum or ColumnKind.Varchar => "VARCHAR",
        _ => NumberType.IsInteger(type) ? "exact numbers" : type.Text,
    };

    // Of numbers that compare by value, whatever their type, one form.
    private static string HashOf(string key, ColumnType type) => type.Kind switch
    {
        ColumnKind.Decimal when type.Scale > 0 => $"CASE WHEN {key} = trunc({key}) THEN hash(CAST({key} AS HUGEINT)) ELSE hash(rtrim(CAST({key} AS VARCHAR), '0')) END",
        ColumnKind.Decimal or ColumnKind.HugeInt or ColumnKind.UHugeInt => $"hash(CAST({key} AS HUGEINT))",
        ColumnKind.Float or ColumnKind.Double => $"hash(CASE WHEN {key} = 0 THEN 0::DOUBLE WHEN isnan({key}) THEN 'NaN'::DOUBLE ELSE CAST({key} AS DOUBLE) END)",
        ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.Timestamp => $"hash(CAST({key} AS TIMESTAMP))",
        ColumnKind.Enum or ColumnKind.Varchar => $"hash(CAST({key} AS VARCHAR))",
        _ when NumberType.IsInteger(type) => $"hash(CAST({key} AS HUGEINT))",
        // Nested keys have equal types on both sides, and the engine's hash is the one that its own joins go by.
        _ => $"hash({key})",
    };
}
