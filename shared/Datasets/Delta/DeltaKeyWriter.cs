using System.Globalization;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Delta;

/// <summary>A partition value as a log has it, from the text that DuckDB, or kartothek, puts into a label. Section "Partition Value Serialization" of the protocol.</summary>
internal static class DeltaKeyWriter
{
    public static string Text(string label, ColumnType type) => type.Kind switch
    {
        // kartothek writes Python's.
        ColumnKind.Boolean => label is "True" ? "true" : label is "False" ? "false" : label,
        ColumnKind.TimestampTz => Instant(label),
        ColumnKind.Timestamp or ColumnKind.TimestampS or ColumnKind.TimestampMs => Micros(label),
        _ => label,
    };

    // 2013-01-02 00:00:00+00 is an instant, which the protocol writes as 2013-01-02T00:00:00.000000Z.
    private static string Instant(string label) =>
        DateTimeOffset.TryParse(label, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture) : label;

    // Six digits of a second, or none.
    private static string Micros(string label)
    {
        var point = label.LastIndexOf('.');
        return point > 0 && label.Length - point - 1 is > 0 and < 6 && label.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? label.PadRight(point + 7, '0') : label;
    }
}
