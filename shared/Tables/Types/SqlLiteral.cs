using System.Globalization;

namespace Serverless.Tables.Types;

/// <summary>Text for SQL that cannot end early. Parameters are better; these are for where DuckDB takes none.</summary>
internal static class SqlLiteral
{
    public static string Text(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A null character cannot stand in SQL.", nameof(value));
        return $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    public static string Name(string value)
    {
        if (value.Length == 0 || value.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A name in SQL is not empty and has no null character.", nameof(value));
        return $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Text))}]";

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
