using System.Text.Json;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Parameters;

/// <summary>Puts another <c>params</c> into a document's text. Every other byte stays, and every line where it is.</summary>
internal static class GivenText
{
    /// <param name="utf8">The document.</param>
    /// <param name="given">JSON of all values.</param>
    /// <exception cref="JsonException">The document is no JSON.</exception>
    public static byte[] Replace(ReadOnlySpan<byte> utf8, byte[] given)
    {
        var json = new Utf8JsonReader(utf8);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) return utf8.ToArray();
        var (old, properties) = (default((long Start, long End)?), 0);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            properties++;
            var isGiven = json.ValueTextEquals(ParameterReader.Given);
            json.Read();
            var start = json.TokenStartIndex;
            json.Skip();
            if (isGiven) old ??= (start, json.BytesConsumed);
        }
        var end = json.TokenStartIndex;
        json.Read();
        var edits = new TextEdits();
        if (old is { } place) edits.Replace(place.Start, place.End, [.. given, .. LinesOf(utf8[(int)place.Start..(int)place.End])], isGuess: false);
        else edits.Replace(end, end, [.. properties == 0 ? ""u8 : ","u8, .. "\"params\":"u8, .. given], isGuess: false);
        return edits.Apply(utf8);
    }

    private static byte[] LinesOf(ReadOnlySpan<byte> text)
    {
        var lines = new byte[text.Count((byte)'\n')];
        Array.Fill(lines, (byte)'\n');
        return lines;
    }
}
