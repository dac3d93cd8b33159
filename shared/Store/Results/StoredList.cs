using System.Text.Json;
using Serverless.Graph.Values;

namespace Serverless.Store.Results;

/// <summary>A stored part whose elements are taken one by one. A value that is no list is a list of one; nothing at all is an empty one.</summary>
public static class StoredList
{
    public static IReadOnlyList<JsonElement> Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return [];
        var value = JsonSerializer.Deserialize<JsonElement>(json, ClrValues.Json);
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
    }

    /// <summary>How many elements there are, without making them.</summary>
    public static long Count(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return 0;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return 1;
        var count = 0L;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            count++;
        }
        return count;
    }
}
