using Serverless.Graph.Values;

namespace Serverless.Execution.Tables;

/// <summary>A document's value as SQL takes it.</summary>
internal static class SqlValue
{
    public static object? Of(GraphValue value) =>
        value.Kind == GraphValueKind.List ? value.AsList().Select(Of).ToList() : ClrValues.ToClr(value, typeof(object));
}
