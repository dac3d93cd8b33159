using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Graph.Values;

/// <summary>
/// JSON in which values keep their kind on their way from task to task. JSON has one kind of number and no NaN, so the kind is in how a value is spelled; any
/// reader of JSON reads the same number or text.
/// <code>
/// 3              an integer, or a decimal that no long holds
/// 3.0  1E+300    a double: a point or an exponent, always
/// 12.50e0        a decimal: the exponent e0, which no double is written with
/// "\u004eaN"     NaN, and so the infinities: text with an escape for a letter that text is never written with
/// </code>
/// </summary>
public static class ExactJson
{
    /// <summary>As <see cref="ClrValues.Json"/>, with numbers spelled by their kind.</summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>Reads a value of any kind.</summary>
    /// <exception cref="JsonException">It is no JSON, or a number is out of range.</exception>
    public static GraphValue Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ExactValues.MaxDepth });
        reader.Read();
        return ExactValues.Read(ref reader);
    }

    /// <summary>Reads a value as a .NET type. Where one of another kind fits, such as 3.0 for a long, it is taken.</summary>
    /// <exception cref="JsonException">It does not fit.</exception>
    public static object? Read(ReadOnlySpan<byte> json, Type type)
    {
        if (type == typeof(GraphValue)) return Read(json);
        // Whole numbers are no doubles to the serializer, and an exception for each element is slow.
        if (IsWhole(Nullable.GetUnderlyingType(type) ?? type) && json.ContainsAny(".eE"u8)) return ClrValues.ToClr(Read(json), type);
        try
        {
            return JsonSerializer.Deserialize(json, type, Options);
        }
        catch (JsonException)
        {
            return JsonSerializer.Deserialize(GraphValueJson.ToPlainUtf8(Read(json)), type, ClrValues.Json);
        }
    }

    /// <summary>The JSON that everybody else is shown: numbers as short as they are, NaN and the infinities by name.</summary>
    /// <param name="json">Spelled by kinds.</param>
    /// <param name="writer">Takes the value.</param>
    public static void WritePlain(ReadOnlySpan<byte> json, Utf8JsonWriter writer) => Respelling.ToPlain(json, writer, showsKind: false);

    /// <summary>The same, but for doubles, which keep their point: the text of a value among others of other kinds.</summary>
    /// <param name="json">Spelled by kinds.</param>
    /// <param name="writer">Takes the value.</param>
    public static void WriteReadable(ReadOnlySpan<byte> json, Utf8JsonWriter writer) => Respelling.ToPlain(json, writer, showsKind: true);

    /// <summary>Whether a number or text is one of the doubles that JSON has no number for.</summary>
    /// <param name="reader">Stands on it.</param>
    /// <param name="value">The double.</param>
    public static bool IsNamed(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader is { TokenType: JsonTokenType.String, ValueIsEscaped: true, ValueSpan.Length: < 24 } && ExactNumber.TryNamed(reader.ValueSpan, out value);
    }

    /// <summary>Whether a number is spelled as a decimal; its digits are those before the mark.</summary>
    public static bool IsDecimal(ReadOnlySpan<byte> number, out ReadOnlySpan<byte> digits)
    {
        var isDecimal = number.EndsWith(ExactNumber.DecimalMark);
        digits = isDecimal ? number[..^ExactNumber.DecimalMark.Length] : number;
        return isDecimal;
    }

    private static bool IsWhole(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(ClrValues.Json);
        options.Converters.Insert(0, new ExactFloatConverter<double>(JsonMetadataServices.DoubleConverter));
        options.Converters.Insert(0, new ExactFloatConverter<float>(JsonMetadataServices.SingleConverter));
        options.Converters.Insert(0, new ExactFloatConverter<Half>(JsonMetadataServices.HalfConverter));
        options.Converters.Insert(0, new ExactDecimalConverter());
        options.Converters.Insert(0, new ExactGraphValueConverter());
        options.Converters.Insert(0, new LooseJsonConverterFactory());
        options.Converters.Insert(0, new LooseObjectConverter());
        options.MakeReadOnly();
        return options;
    }
}
