using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Tables.Parquet;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Delta;

/// <summary>
/// What a log says of the values in a file, so that readers leave files out without opening them. What is not certain is left out: a bound of a column that has
/// a NaN, a text too long, a type whose text is not one bound for all readers. Section "Per-file Statistics" of the protocol. Pure.
/// </summary>
public static class DeltaStatistics
{
    // As Delta has it by default: more columns cost more than they prune.
    private const int MaxColumns = 32;
    private const int MaxText = 64;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789-.");

    /// <param name="file">As it was written.</param>
    /// <returns>JSON.</returns>
    public static string Of(ParquetWriteResult file)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var columns = file.Schema.Columns.Take(MaxColumns).Where(c => file.Columns.ContainsKey(c.Name)).Select(c => (Column: c, Known: file.Columns[c.Name])).ToList();
            json.WriteStartObject();
            json.WriteNumber("numRecords", file.Rows);
            Write(json, "minValues", columns.Select(c => (c.Column.Name, Bound(c.Known.Min, c.Column.Type, c.Known, isMax: false))));
            Write(json, "maxValues", columns.Select(c => (c.Column.Name, Bound(c.Known.Max, c.Column.Type, c.Known, isMax: true))));
            json.WriteStartObject("nullCount");
            foreach (var (column, known) in columns)
                if (known.NullCount is { } nulls) json.WriteNumber(column.Name, nulls);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<(string Column, string? Json)> bounds)
    {
        json.WriteStartObject(name);
        foreach (var (column, bound) in bounds)
        {
            if (bound is null) continue;
            json.WritePropertyName(column);
            json.WriteRawValue(bound);
        }
        json.WriteEndObject();
    }

    // As JSON; null: none.
    private static string? Bound(string? text, ColumnType type, ColumnStatistics known, bool isMax)
    {
        if (text is null || (type.Kind is ColumnKind.Float or ColumnKind.Double && known.HasNaN != false)) return null;
        return type.Kind switch
        {
            ColumnKind.TinyInt or ColumnKind.SmallInt or ColumnKind.Integer or ColumnKind.BigInt or ColumnKind.UTinyInt or ColumnKind.USmallInt or ColumnKind.UInteger
                or ColumnKind.UBigInt or ColumnKind.Decimal => Whole(text),
            ColumnKind.Double => Number(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN),
            // All digits of its value: the shortest text of a FLOAT is another number as a DOUBLE, which the column may become.
            ColumnKind.Float => Number(float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var single) ? single : double.NaN),
            ColumnKind.Varchar => Text(text, isMax),
            ColumnKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? $"\"{text}\"" : null,
            ColumnKind.Timestamp => Moment(text, ""),
            ColumnKind.TimestampTz => Moment(text, "Z"),
            _ => null,
        };
    }

    private static string? Whole(string text) =>
        text.Length <= 40 && text.AsSpan().IndexOfAnyExcept(Digits) < 0 && text.AsSpan().TrimStart('-') is { Length: > 0 } digits && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1]) ? Canonical(text) : null;

    // JSON has no leading zeros.
    private static string Canonical(string text)
    {
        var (sign, digits) = text.StartsWith('-') ? ("-", text[1..]) : ("", text);
        var trimmed = digits.TrimStart('0');
        return sign + (trimmed.Length == 0 || trimmed[0] == '.' ? $"0{trimmed}" : trimmed);
    }

    private static string? Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : null;

    // The start of a least text is no greater; the start of a greatest would be less.
    private static string? Text(string text, bool isMax)
    {
        if (text.Contains('\uFFFD', StringComparison.Ordinal)) return null;
        if (text.Length <= MaxText) return JsonSerializer.Serialize(text);
        if (isMax) return null;
        var end = char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText;
        return JsonSerializer.Serialize(text[..end]);
    }

    // 2024-01-05 10:00:00.5, with +00 behind it for an instant.
    private static string? Moment(string text, string zone)
    {
        var plain = text.EndsWith("+00", StringComparison.Ordinal) ? text[..^3] : text;
        return DateTime.TryParseExact(plain, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? $"\"{moment.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}{zone}\"" : null;
    }
}
