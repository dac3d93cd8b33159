namespace Serverless.Tables.Errors;

/// <summary>A place in a query's text.</summary>
/// <param name="Offset">Characters (UTF-16) before it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="LineText">The whole line, for pointing at the place.</param>
public sealed record SqlPosition(int Offset, int Line, int Column, string LineText)
{
    public override string ToString() => $"line {Line}, column {Column}";

    /// <summary>The line with a caret below the place.</summary>
    public string Pointer()
    {
        const int Before = 40;
        const int Width = 100;
        var start = Math.Max(0, Column - 1 - Before);
        var shown = LineText[start..Math.Min(LineText.Length, start + Width)].Replace('\t', ' ');
        return $"  {shown}{Environment.NewLine}  {new string(' ', Column - 1 - start)}^";
    }

    /// <summary>From DuckDB's count of UTF-8 bytes; null when that lies outside of the text.</summary>
    internal static SqlPosition? FromBytes(string sql, int byteOffset)
    {
        if (byteOffset < 0) return null;
        var (offset, bytes) = (0, 0);
        while (bytes < byteOffset)
        {
            if (offset >= sql.Length) return null;
            var pair = char.IsHighSurrogate(sql[offset]) && offset + 1 < sql.Length;
            bytes += pair ? 4 : sql[offset] < 0x80 ? 1 : sql[offset] < 0x800 ? 2 : 3;
            offset += pair ? 2 : 1;
        }
        var lineStart = offset == 0 ? 0 : sql.LastIndexOf('\n', offset - 1) + 1;
        var lineEnd = sql.IndexOf('\n', offset);
        var text = sql[lineStart..(lineEnd < 0 ? sql.Length : lineEnd)].TrimEnd('\r');
        return new SqlPosition(offset, sql.AsSpan(0, offset).Count('\n') + 1, offset - lineStart + 1, text);
    }
}
