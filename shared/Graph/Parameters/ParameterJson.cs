using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>A parameter's value as it would be written in its place by hand.</summary>
internal static class ParameterJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="value">Of the type.</param>
    /// <param name="type">The parameter's.</param>
    /// <param name="isForSql">SQL tells a day from a text, so there it says what it is: <c>{ "date": "2026-11-30" }</c>.</param>
    public static byte[] Of(GraphValue value, ParameterType type, bool isForSql)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options)) ValueWriter.Write(json, isForSql ? Typed(value, type) : value);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] OfText(string text) => Of(GraphValue.Of(text), default, isForSql: false);

    /// <summary>As part of a text; null: a list or null, which is none.</summary>
    public static string? TextOf(GraphValue value) => value.Kind switch
    {
        GraphValueKind.String => value.AsString(),
        GraphValueKind.Boolean => value.AsBoolean() ? "true" : "false",
        GraphValueKind.Integer => value.AsInteger().ToString(CultureInfo.InvariantCulture),
        GraphValueKind.Double => value.AsDouble().ToString("R", CultureInfo.InvariantCulture),
        GraphValueKind.Decimal => value.AsDecimal().ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static GraphValue Typed(GraphValue value, ParameterType type) => (value.Kind, type.Kind) switch
    {
        (GraphValueKind.List, _) => GraphValue.List([.. value.AsList().Select(item => Typed(item, new ParameterType(type.Of ?? ParameterKind.String)))]),
        (GraphValueKind.String, ParameterKind.Date) => SqlParameterValue.Of(SqlParameterValue.Date, value.AsString()),
        (GraphValueKind.String, ParameterKind.Timestamp) => SqlParameterValue.Of(SqlParameterValue.Timestamp, value.AsString()),
        (GraphValueKind.String, ParameterKind.Instant) => SqlParameterValue.Of(SqlParameterValue.Instant, value.AsString()),
        _ => value,
    };
}
