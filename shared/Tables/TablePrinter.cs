using System.Globalization;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables;

/// <summary>A table for people at a terminal.</summary>
public static class TablePrinter
{
    private const int MaxCell = 60;

    /// <summary>Prints the first rows, and how many there are in all when more.</summary>
    /// <param name="session">Runs the query.</param>
    /// <param name="query">What to print; of a file, <c>FROM input</c>.</param>
    /// <param name="output">Where to.</param>
    /// <param name="maxRows">Rows to show. Default 40.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task PrintAsync(TableSession session, TableQuery query, TextWriter output, int maxRows = 40, CancellationToken cancellationToken = default)
    {
        using var reader = await session.ReadAsync(query, cancellationToken);
        var columns = reader.Schema.Columns;
        var lines = new List<string[]> { columns.Select(column => column.Name).ToArray(), columns.Select(column => TypeText(column.Type)).ToArray() };
        long rows = 0;
        while (reader.Read())
        {
            for (var row = 0; row < reader.RowCount && lines.Count < maxRows + 2; row++) lines.Add(Cells(reader, row));
            rows += reader.RowCount;
        }
        var right = columns.Select(column => IsNumber(column.Type.Kind)).ToArray();
        var widths = Enumerable.Range(0, columns.Count).Select(i => lines.Max(line => line[i].Length)).ToArray();
        for (var i = 0; i < lines.Count; i++)
        {
            await output.WriteLineAsync(Line(lines[i], widths, right).AsMemory(), cancellationToken);
            if (i == 1) await output.WriteLineAsync(string.Join("  ", widths.Select(width => new string('-', width))).AsMemory(), cancellationToken);
        }
        var shown = lines.Count - 2;
        var count = rows == shown ? $"{rows} {(rows == 1 ? "row" : "rows")}" : $"{rows} rows, {shown} shown";
        await output.WriteLineAsync($"({count})".AsMemory(), cancellationToken);
    }

    private static string[] Cells(TableReader reader, int row)
    {
        var cells = new string[reader.Schema.Columns.Count];
        for (var i = 0; i < cells.Length; i++) cells[i] = Cut(CellText(reader.Column(i).Value(row)));
        return cells;
    }

    private static string CellText(object? value) => value switch
    {
        null => "NULL",
        string text => text,
        bool flag => flag ? "true" : "false",
        byte[] bytes => "0x" + Convert.ToHexString(bytes),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        object?[] list => $"[{string.Join(", ", list.Select(CellText))}]",
        IReadOnlyDictionary<string, object?> fields => $"{{{string.Join(", ", fields.Select(field => $"{field.Key}: {CellText(field.Value)}"))}}}",
        List<KeyValuePair<object, object?>> entries => $"{{{string.Join(", ", entries.Select(entry => $"{CellText(entry.Key)}={CellText(entry.Value)}"))}}}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Control characters would move the cursor; long text would break the columns.</summary>
    private static string Cut(string text)
    {
        var clean = string.Create(Math.Min(text.Length, MaxCell + 1), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? '\u00B7' : source[i];
        });
        return clean.Length > MaxCell ? clean[..(MaxCell - 1)] + "…" : clean;
    }

    private static string TypeText(ColumnType type) => Cut(type.Text.ToLowerInvariant());

    private static bool IsNumber(ColumnKind kind) => kind is >= ColumnKind.TinyInt and <= ColumnKind.Double or ColumnKind.HugeInt or ColumnKind.UHugeInt or ColumnKind.Decimal;

    private static string Line(string[] cells, int[] widths, bool[] right) =>
        string.Join("  ", cells.Select((cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
}
