using System.Globalization;
using System.Text.Json;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>Columns of members whose .NET type says what they hold.</summary>
internal static class KnownColumns
{
    // More than money has behind the point, and 29 digits before it.
    private const byte DecimalWidth = 38;
    private const byte DecimalScale = 9;

    private static readonly Dictionary<Type, Func<string, RecordColumn>> Known = new()
    {
        [typeof(bool)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetBoolean()),
        [typeof(long)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetInt64()),
        [typeof(int)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetInt32()),
        [typeof(short)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetInt16()),
        [typeof(sbyte)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetSByte()),
        [typeof(ulong)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetUInt64()),
        [typeof(uint)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetUInt32()),
        [typeof(ushort)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetUInt16()),
        [typeof(byte)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetByte()),
        [typeof(double)] = static _ => Of(static (ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String ? Number.Named(json.GetString()!) ?? throw new FormatException() : json.GetDouble()),
        [typeof(float)] = static _ => Of(static (ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String ? (float)(Number.Named(json.GetString()!) ?? throw new FormatException()) : json.GetSingle()),
        [typeof(decimal)] = static path => Of((ref Utf8JsonReader json) => Scaled(path, Number.Decimal(ref json)), static (name, rows) => ColumnData.OfDecimals(name, rows, DecimalWidth, DecimalScale)),
        [typeof(string)] = static _ => new TextRecordColumn(),
        [typeof(DateTime)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetDateTime() is { Kind: not DateTimeKind.Unspecified } instant ? instant.ToUniversalTime() : json.GetDateTime()),
        [typeof(DateTimeOffset)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetDateTimeOffset()),
        [typeof(DateOnly)] = static _ => Of(static (ref Utf8JsonReader json) => DateOnly.ParseExact(json.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        [typeof(TimeOnly)] = static _ => Of(static (ref Utf8JsonReader json) => TimeOnly.Parse(json.GetString()!, CultureInfo.InvariantCulture)),
        [typeof(Guid)] = static _ => Of(static (ref Utf8JsonReader json) => json.GetGuid()),
    };

    public static bool Has(Type type) => type.IsEnum || Known.ContainsKey(type);

    /// <param name="type">A type that <see cref="Has"/> knows.</param>
    /// <param name="path">The column, for errors.</param>
    public static RecordColumn Make(Type type, string path) => type.IsEnum ? new TextRecordColumn() : Known[type](path);

    private static ValueColumn<T> Of<T>(ReadValue<T> read, Func<string, T?[], ColumnData>? make = null)
        where T : struct => new(read, make);

    private static decimal Scaled(string path, decimal value) => decimal.Round(value, DecimalScale) == value
        ? value
        : throw new NoTableException($"The column '{path}' keeps {DecimalScale} digits behind the point, and {value.ToString(CultureInfo.InvariantCulture)} has more: round it.");
}
