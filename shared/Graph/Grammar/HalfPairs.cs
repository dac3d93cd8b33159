using System.Text.Json;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Grammar;

/// <summary>
/// Halves of surrogate pairs: JSON can spell them (<c>\ud800</c>), and no text of .NET, UTF-8 or Parquet can hold them. They are looked for
/// before anything is read, names and values alike, so that each is one problem with its place.
/// </summary>
internal static class HalfPairs
{
    public const string Message = "The text holds half of a surrogate pair (\\uD800 to \\uDFFF), which is no character.";

    /// <param name="utf8">The document.</param>
    /// <param name="problems">Gets one for each text that has any.</param>
    /// <returns>Whether there are any.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static bool Check(ReadOnlySpan<byte> utf8, ProblemList problems)
    {
        // Nearly no document spells any character so.
        if (utf8.IndexOf("\\ud"u8) < 0 && utf8.IndexOf("\\uD"u8) < 0) return false;
        var before = problems.IsEmpty;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var open = new Stack<(JsonPath Path, int Next)>();
        var path = JsonPath.Root;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    path = Name(ref reader, open.Peek().Path, problems);
                    break;
                case JsonTokenType.StartObject:
                    open.Push((PlaceOf(open, path), -1));
                    break;
                case JsonTokenType.StartArray:
                    open.Push((PlaceOf(open, path), 0));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                default:
                    var place = PlaceOf(open, path);
                    if (reader.TokenType == JsonTokenType.String && IsHalf(reader)) problems.Add(ProblemRules.Value, place, Message, offset: reader.TokenStartIndex);
                    break;
            }
        }
        return before != problems.IsEmpty;
    }

    /// <summary>Whether any text of some JSON has one.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static bool AreIn(ReadOnlySpan<byte> utf8) => Check(utf8, new ProblemList());

    // Where a value stands: below the name before it, or the next of its list.
    private static JsonPath PlaceOf(Stack<(JsonPath Path, int Next)> open, JsonPath path)
    {
        if (!open.TryPeek(out var parent) || parent.Next < 0) return path;
        open.Pop();
        open.Push((parent.Path, parent.Next + 1));
        return parent.Path[parent.Next];
    }

    // A name that cannot be told is at the object that has it.
    private static JsonPath Name(ref Utf8JsonReader reader, JsonPath parent, ProblemList problems)
    {
        if (!IsHalf(reader)) return parent[reader.GetString()!];
        problems.Add(ProblemRules.Value, parent, Message, offset: reader.TokenStartIndex);
        return parent;
    }

    private static bool IsHalf(Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return false;
        try
        {
            reader.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
