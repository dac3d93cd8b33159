using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Graph.Values;

/// <summary>Numbers with fractions, always with a point or an exponent; NaN and the infinities as names that no text is.</summary>
/// <param name="plain">The serializer's own.</param>
internal sealed class ExactFloatConverter<T>(JsonConverter<T> plain) : JsonConverter<T>
    where T : struct, IUtf8SpanFormattable, IFloatingPointIeee754<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) return plain.Read(ref reader, typeToConvert, options);
        var text = reader.GetString()!;
        return text switch
        {
            "NaN" => T.NaN,
            "Infinity" => T.PositiveInfinity,
            "-Infinity" => T.NegativeInfinity,
            _ => T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && T.IsFinite(number) ? number : throw new JsonException($"'{text}' is no number."),
        };
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => ExactNumber.Write(writer, value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => plain.ReadAsPropertyName(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => plain.WriteAsPropertyName(writer, value, options);
}

/// <summary>Decimals, with a mark that no double has.</summary>
internal sealed class ExactDecimalConverter : JsonConverter<decimal>
{
    private static readonly JsonConverter<decimal> Plain = System.Text.Json.Serialization.Metadata.JsonMetadataServices.DecimalConverter;

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return decimal.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new JsonException($"'{reader.GetString()}' is no number.");
        return ExactJson.IsDecimal(reader.ValueSpan, out var digits) && ExactNumber.TryDecimal(digits, out var exact) ? exact : Plain.Read(ref reader, typeToConvert, options);
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => ExactNumber.Write(writer, value);

    public override decimal ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Plain.ReadAsPropertyName(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => Plain.WriteAsPropertyName(writer, value, options);
}

/// <summary>Values of any kind inside .NET objects.</summary>
internal sealed class ExactGraphValueConverter : JsonConverter<GraphValue>
{
    public override bool HandleNull => true;

    public override GraphValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ExactValues.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, GraphValue value, JsonSerializerOptions options) => ExactValues.Write(writer, value);
}
