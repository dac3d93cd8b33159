using System.Globalization;
using System.Text.Json;

namespace Serverless.Tables.Instances;

/// <summary>An error as DuckDB writes it with <c>errors_as_json</c>: its own fields instead of text to be guessed at.</summary>
/// <param name="Type">DuckDB's name of the exception, as in <c>Binder</c>.</param>
/// <param name="Message">DuckDB's words.</param>
/// <param name="Subtype">As in <c>COLUMN_NOT_FOUND</c>; null when none.</param>
/// <param name="EntryType">What kind of catalog entry is missing, as in <c>Table</c>.</param>
/// <param name="BytePosition">UTF-8 bytes from the start of the statement.</param>
internal sealed record DuckDBError(string Type, string Message, string? Subtype, string? EntryType, int? BytePosition)
{
    public static DuckDBError Parse(string raw)
    {
        var brace = raw.IndexOf('{', StringComparison.Ordinal);
        if (brace >= 0)
        {
            try
            {
                using var json = JsonDocument.Parse(raw.AsMemory(brace));
                string? Field(string name) => json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
                if (Field("exception_type") is { } type)
                {
                    int? position = int.TryParse(Field("position"), CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
                    return new DuckDBError(type, Field("exception_message") ?? raw, Field("error_subtype"), Field("type"), position);
                }
            }
            catch (JsonException)
            {
                // Some errors are made before the setting applies, or carry bytes that are no JSON: plain text, below.
            }
        }
        var colon = raw.IndexOf(" Error: ", StringComparison.Ordinal);
        return colon is > 0 and < 40 ? new DuckDBError(raw[..colon], raw[(colon + 8)..], null, null, null) : new DuckDBError("", raw, null, null, null);
    }
}
