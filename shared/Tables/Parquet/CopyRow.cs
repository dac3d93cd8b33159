using System.Globalization;
using Serverless.Tables.Reading;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>A row of what COPY with RETURN_STATS answers.</summary>
internal sealed record CopyRow(string Path, long Rows, long Bytes, IReadOnlyDictionary<string, ColumnStatistics> Columns, IReadOnlyDictionary<string, string?> Keys)
{
    public static CopyRow Read(ResultRows rows) => new(
        (string)rows.Value(0)!,
        Convert.ToInt64(rows.Value(1), CultureInfo.InvariantCulture),
        Convert.ToInt64(rows.Value(2), CultureInfo.InvariantCulture),
        Statistics(rows.Value(4)),
        Map(rows.Value(5)).ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal));

    public ParquetWriteResult File(TableSchema schema) => new(Path, Rows, Bytes, schema, Columns);

    private static List<KeyValuePair<object, object?>> Map(object? value) => (List<KeyValuePair<object, object?>>?)value ?? [];

    private static Dictionary<string, ColumnStatistics> Statistics(object? value)
    {
        var columns = new Dictionary<string, ColumnStatistics>(StringComparer.Ordinal);
        foreach (var (key, fields) in Map(value))
        {
            // Names are quoted, and a nested column is "a"."b": only top-level columns are one name.
            if (TopLevelName((string)key) is not { } name) continue;
            var stats = Map(fields).ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
            long? nulls = stats.TryGetValue("null_count", out var count) ? long.Parse(count!, CultureInfo.InvariantCulture) : null;
            var bytes = stats.TryGetValue("column_size_bytes", out var size) ? long.Parse(size!, CultureInfo.InvariantCulture) : 0;
            columns[name] = new ColumnStatistics(stats.GetValueOrDefault("min"), stats.GetValueOrDefault("max"), nulls, bytes)
            {
                HasNaN = stats.TryGetValue("has_nan", out var nan) ? nan != "false" : null,
            };
        }
        return columns;
    }

    private static string? TopLevelName(string key)
    {
        if (!key.StartsWith('"')) return key.Contains('.', StringComparison.Ordinal) ? null : key;
        for (var i = 1; i < key.Length; i++)
        {
            if (key[i] != '"') continue;
            if (i + 1 < key.Length && key[i + 1] == '"') i++;
            else return i == key.Length - 1 ? key[1..i].Replace("\"\"", "\"", StringComparison.Ordinal) : null;
        }
        return null;
    }
}
