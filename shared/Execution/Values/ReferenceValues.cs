using System.Collections.Immutable;
using Serverless.Graph.Values;

namespace Serverless.Execution.Values;

/// <summary>The values of nodes that arguments refer to, loaded once for a unit.</summary>
internal sealed class ReferenceValues(IReadOnlyDictionary<string, GraphValue> values)
{
    /// <summary>The value with every reference replaced.</summary>
    public GraphValue Resolve(GraphValue value) => value.Kind switch
    {
        GraphValueKind.Ref => values[value.AsRef().Value],
        GraphValueKind.List => GraphValue.List([.. value.AsList().Select(Resolve)]),
        GraphValueKind.Map => GraphValue.Map(value.AsMap().Select(e => KeyValuePair.Create(e.Key, Resolve(e.Value)))),
        _ => value,
    };

    /// <summary>A collection as one value: the list of its elements, without those that a filter took out.</summary>
    public static async Task<GraphValue> ListAsync(long count, bool isLists, Func<long, ValueTask<ReadOnlyMemory<byte>>> part)
    {
        var items = ImmutableArray.CreateBuilder<GraphValue>();
        for (var i = 0L; i < count; i++)
        {
            var bytes = await part(i);
            if (bytes.IsEmpty) continue;
            if (isLists) items.AddRange(Element.ReadGraph(bytes.Span).AsList());
            else items.Add(Element.ReadGraph(bytes.Span));
        }
        return GraphValue.List(items.DrainToImmutable());
    }
}
