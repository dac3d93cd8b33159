using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Parsing;

/// <summary>
/// Texts that lie in files beside a document: <c>{ "$file": "delays.sql" }</c> in a node's <c>args</c>. They are put in before anything else, by the reader of the
/// document from a folder; a document that is handed on is whole.
/// </summary>
public sealed class TextFiles
{
    private const string Key = "$file";

    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TextEdits _edits;
    private readonly byte[] _before;

    private TextFiles(byte[] before, TextEdits edits) => (_before, _edits, Utf8) = (before, edits, edits.Apply(before));

    /// <summary>The document with the texts in it.</summary>
    public byte[] Utf8 { get; }

    /// <summary>Puts texts in.</summary>
    /// <param name="utf8">The document; without a byte order mark.</param>
    /// <param name="read">Gives the text of a file by its name. What it throws goes to the caller.</param>
    /// <returns>Null: the document names no file, or is no JSON.</returns>
    public static TextFiles? Read(ReadOnlySpan<byte> utf8, Func<string, string> read)
    {
        if (utf8.IndexOf("\"$file\""u8) < 0) return null;
        var edits = new TextEdits();
        try
        {
            Walk(utf8, read, edits);
        }
        catch (JsonException)
        {
            // The parser says what is wrong with the text.
            return null;
        }
        return edits.IsEmpty ? null : new TextFiles(utf8.ToArray(), edits);
    }

    /// <summary>A problem of the made text where it stands in the first one.</summary>
    public Problem Origin(Problem problem)
    {
        if (problem is not { Line: { } line, Column: { } column }) return problem;
        var at = 0;
        var rest = Utf8.AsSpan();
        for (; line > 1 && rest.IndexOf((byte)'\n') is var end and >= 0; line--)
        {
            at += end + 1;
            rest = rest[(end + 1)..];
        }
        var before = _before.AsSpan(0, (int)Math.Min(_edits.OriginOf(at + column - 1, out _), _before.Length));
        return problem with { Line = before.Count((byte)'\n') + 1, Column = before.Length - before.LastIndexOf((byte)'\n') };
    }

    private static void Walk(ReadOnlySpan<byte> utf8, Func<string, string> read, TextEdits edits)
    {
        var json = new Utf8JsonReader(utf8);
        var isArgs = false;
        while (json.Read())
        {
            // $.nodes.NAME.args: the third level of names.
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 3) isArgs = json.ValueTextEquals("args"u8);
            if (json.TokenType != JsonTokenType.StartObject || !isArgs || json.CurrentDepth < 3) continue;
            if (NameIn(json) is not { } name) continue;
            var start = json.TokenStartIndex;
            json.Skip();
            edits.Replace(start, json.TokenStartIndex + 1, JsonSerializer.SerializeToUtf8Bytes(read(name), Writing), isGuess: false);
        }
    }

    // The reader is a copy, on the object's beginning.
    private static string? NameIn(Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(Key) && json.Read() && json.TokenType == JsonTokenType.String && Substituter.TextOf(ref json) is var name
        && json.Read() && json.TokenType == JsonTokenType.EndObject ? name : null;
}
