using System.Text.Json;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Values;

/// <summary>Values of a document as the .NET types that functions want.</summary>
internal static class ElementTypes
{
    private const int MaxShown = 80;

    /// <summary>A value as the type that its function wants. Records stay what they are where that is a table, which they become in the unit's sandbox.</summary>
    /// <exception cref="MisfitValueException">It is another kind of value.</exception>
    public static object? ToClr(GraphValue value, Type type)
    {
        if (type == typeof(Table) && value.Kind != GraphValueKind.Null) return value;
        try
        {
            return ClrValues.ToClr(value, type);
        }
        catch (Exception e) when (e is JsonException or OverflowException)
        {
            throw Refused(value, type);
        }
    }

    /// <summary>That a value does not fit. What the serializer says names types of ours and positions in a text that the user has not seen.</summary>
    public static MisfitValueException Refused(GraphValue value, Type type)
    {
        var text = $"{value}";
        return new MisfitValueException($"{(text.Length > MaxShown ? $"{text[..MaxShown]}…" : text)} does not fit: the function takes {DataType.Of(type)}.");
    }
}
