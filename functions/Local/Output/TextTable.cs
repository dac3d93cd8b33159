using System.Globalization;
using Serverless.Tables;

namespace Serverless.Local.Output;

/// <summary>A table in plain text: columns aligned, numbers to the right, two digits after the point.</summary>
internal static class TextTable
{
    public static async Task WriteAsync(TableReader reader, TextWriter writer, int maxRows)
    {
        var columns = reader.Schema.Columns;
        var rows = new List<string[]> { columns.Select(c => c.Name).ToArray() };
        var right = columns.Select(_ => true).ToArray();
        var total = 0L;
        while (reader.Read())
        {
            for (var r = 0; r < reader.RowCount; r++, total++)
            {
                if (total >= maxRows) continue;
                var cells = new string[columns.Count];
                for (var c = 0; c < cells.Length; c++)
                {
                    var value = reader.Column(c).Value(r);
                    right[c] &= value is null or (not string and IFormattable);
                    cells[c] = Text(value);
                }
                rows.Add(cells);
            }
        }
        var widths = Enumerable.Range(0, columns.Count).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var (row, i) in rows.Select((r, i) => (r, i)))
        {
            await writer.WriteLineAsync(string.Join("  ", row.Select((cell, c) => right[c] ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd());
            if (i == 0) await writer.WriteLineAsync(string.Join("  ", widths.Select(w => new string('-', w))));
        }
        if (total > maxRows) await writer.WriteLineAsync($"… and {total - maxRows:N0} more rows");
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString("0.00", CultureInfo.InvariantCulture),
        float number => number.ToString("0.00", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
