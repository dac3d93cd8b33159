using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Graph.Values;

/// <summary>Between .NET values and <see cref="GraphValue"/>: simple ones directly, the rest by way of their JSON.</summary>
public static class ClrValues
{
    /// <summary>How records become JSON: camel case, enums by name, NaN and the infinities by name, sets sorted.</summary>
    public static JsonSerializerOptions Json { get; } = MakeOptions();

    /// <summary>The document's form of a .NET value.</summary>
    /// <exception cref="JsonException">The value has no JSON form.</exception>
    /// <exception cref="NotSupportedException">Its type has none, or nothing of what it holds is public.</exception>
    public static GraphValue FromClr(object? value, Type? type = null) => value switch
    {
        null => GraphValue.Null,
        GraphValue graph => graph,
        bool boolean => GraphValue.Of(boolean),
        long or int or short or sbyte or byte or ushort or uint => GraphValue.Of(Convert.ToInt64(value)),
        double number => GraphValue.Of(number),
        // As its JSON says it: 0.1 and not 0.10000000149011612.
        float number => GraphValue.Of(double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
        decimal number => GraphValue.Of(number),
        string text => GraphValue.Of(text),
        _ => ExactJson.Read(JsonSerializer.SerializeToUtf8Bytes(value, type ?? value.GetType(), ExactJson.Options)),
    };

    /// <summary>The .NET value for a parameter of type <paramref name="type"/>. References must have been replaced by values before.</summary>
    /// <exception cref="JsonException">The value does not fit the type.</exception>
    public static object? ToClr(GraphValue value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (target == typeof(GraphValue)) return value;
        if (target == typeof(object)) return Plain(value);
        return value.Kind switch
        {
            GraphValueKind.Null => type.IsValueType && target == type ? Activator.CreateInstance(type) : null,
            GraphValueKind.Boolean when target == typeof(bool) => value.AsBoolean(),
            GraphValueKind.Integer when target == typeof(long) => value.AsInteger(),
            GraphValueKind.Integer when target == typeof(int) => checked((int)value.AsInteger()),
            GraphValueKind.Integer when target == typeof(double) => (double)value.AsInteger(),
            GraphValueKind.Double when target == typeof(double) => value.AsDouble(),
            GraphValueKind.Double when target == typeof(float) => (float)value.AsDouble(),
            GraphValueKind.Decimal when target == typeof(decimal) => value.AsDecimal(),
            GraphValueKind.Decimal when target == typeof(double) => (double)value.AsDecimal(),
            GraphValueKind.String when target == typeof(string) => value.AsString(),
            GraphValueKind.List or GraphValueKind.Map => ExactJson.Read(ExactUtf8(value), type),
            _ => JsonSerializer.Deserialize(GraphValueJson.ToPlainUtf8(value), type, Json),
        };
    }

    private static object? Plain(GraphValue value) => value.Kind switch
    {
        GraphValueKind.Null => null,
        GraphValueKind.Boolean => value.AsBoolean(),
        GraphValueKind.Integer => value.AsInteger(),
        GraphValueKind.Double => value.AsDouble(),
        GraphValueKind.Decimal => value.AsDecimal(),
        GraphValueKind.String => value.AsString(),
        _ => value,
    };

    private static ReadOnlySpan<byte> ExactUtf8(GraphValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) ExactValues.Write(writer, value);
        return buffer.WrittenSpan;
    }

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // Of a tuple everything is in fields.
            IncludeFields = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { PublicState.Require } },
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString,
        };
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new WholeText());
        options.Converters.Add(new SetConverterFactory());
        options.Converters.Add(new GraphValueConverter());
        options.MakeReadOnly();
        return options;
    }
}
