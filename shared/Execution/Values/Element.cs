using System.Runtime.InteropServices;
using System.Text.Json;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Execution.Values;

/// <summary>Between stored values (JSON) and .NET values.</summary>
internal static class Element
{
    /// <summary>What stands for an element that a filter took out: it keeps its index, and nothing runs on it.</summary>
    public static readonly object Hole = new();

    /// <summary>The type of what is stored where a function wants <paramref name="type"/>: a reference stands for a stream.</summary>
    public static Type StoredType(Type type) => type.IsAssignableTo(typeof(Stream)) ? typeof(BlobRef) : type;

    /// <summary>Reads a stored value as the type that its consumer wants.</summary>
    /// <exception cref="MisfitValueException">It is another kind of value.</exception>
    public static object? Read(ReadOnlySpan<byte> json, Type type)
    {
        if (json.IsEmpty) return Hole;
        if (type == typeof(object) || type == typeof(GraphValue)) return ExactJson.Read(json);
        if (type == typeof(StoredItems)) return new StoredItems(JsonSerializer.Deserialize<JsonElement>(json, ClrValues.Json));
        try
        {
            return ExactJson.Read(json, type);
        }
        catch (Exception e) when (e is JsonException or OverflowException)
        {
            throw ElementTypes.Refused(ExactJson.Read(json), type);
        }
    }

    /// <summary>Reads an element of a stored list as the type that its consumer wants.</summary>
    public static object? Read(JsonElement json, Type type) => Read(JsonMarshal.GetRawUtf8Value(json), type);

    /// <summary>Reads a stored value as a document's value; null where a filter left nothing.</summary>
    public static GraphValue ReadGraph(ReadOnlySpan<byte> json) => json.IsEmpty ? GraphValue.Null : ExactJson.Read(json);

    /// <summary>Reads anybody's JSON as a document's value.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static GraphValue ParseGraph(ReadOnlySpan<byte> json) => ClrValues.FromClr(JsonSerializer.Deserialize<JsonElement>(json, ClrValues.Json), typeof(JsonElement));

    /// <summary>Converts a value that is in memory already; fused steps mostly fit each other as they are.</summary>
    public static object? Convert(object? value, Type type) =>
        value is null || type.IsInstanceOfType(value) || ReferenceEquals(value, Hole) || type == typeof(object) ? value : ElementTypes.ToClr(ClrValues.FromClr(value), type);
}
