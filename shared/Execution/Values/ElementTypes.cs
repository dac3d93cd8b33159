using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Values;

/// <summary>Values of a document as the .NET types that functions want.</summary>
internal static class ElementTypes
{
    /// <summary>A value as the type that its function wants. Records stay what they are where that is a table, which they become in the unit's sandbox.</summary>
    public static object? ToClr(GraphValue value, Type type) => type == typeof(Table) && value.Kind != GraphValueKind.Null ? value : ClrValues.ToClr(value, type);
}
