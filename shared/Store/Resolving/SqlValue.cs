using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Tables.Errors;

namespace Serverless.Store.Resolving;

/// <summary>A document's value as SQL takes it.</summary>
public static class SqlValue
{
    /// <exception cref="TableException">Kind Parameter: a map that stands for no day or time.</exception>
    public static object? Of(GraphValue value) => value.Kind switch
    {
        GraphValueKind.List => value.AsList().Select(Of).ToList(),
        GraphValueKind.Map => SqlParameterValue.Read(value, out var problem) ?? throw new TableException(TableErrorKind.Parameter, problem!),
        _ => ClrValues.ToClr(value, typeof(object)),
    };
}
