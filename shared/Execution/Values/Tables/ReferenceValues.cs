using System.Collections.Immutable;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables;

/// <summary>The values of nodes that arguments refer to, loaded once for a unit.</summary>
internal sealed class ReferenceValues
{
    private readonly Dictionary<string, (GraphValue Value, Type? Element, RecordShape? Shape)> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Table> _tables = new(StringComparer.Ordinal);

    /// <summary>For what refers to nothing.</summary>
    public static ReferenceValues None { get; } = new();

    /// <summary>A node's value.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="value">The value, or the list of its elements.</param>
    /// <param name="element">The .NET type that an element was made as; null: not known.</param>
    /// <param name="shape">The columns that records of it have together; null: not known.</param>
    public void Add(string node, GraphValue value, Type? element, RecordShape? shape) => _values[node] = (value, element, shape);

    /// <summary>A node whose results are tables.</summary>
    public void Add(string node, Table table) => _tables[node] = table;

    /// <summary>An argument as the type that its function wants. What is to become a table stays as it is.</summary>
    public object? ToClr(GraphValue argument, Type type) =>
        argument.Kind == GraphValueKind.Ref && _tables.TryGetValue(argument.AsRef().Value, out var table) ? table : ElementTypes.ToClr(Resolve(argument), type);

    /// <summary>The .NET type of the records that an argument refers to; null: not known.</summary>
    public Type? ElementTypeOf(GraphValue argument) => argument.Kind == GraphValueKind.Ref && _values.TryGetValue(argument.AsRef().Value, out var known) ? known.Element : null;

    /// <summary>The columns of the records that an argument refers to; null: each shows its own.</summary>
    public RecordShape? ShapeOf(GraphValue argument) => argument.Kind == GraphValueKind.Ref && _values.TryGetValue(argument.AsRef().Value, out var known) ? known.Shape : null;

    /// <summary>The value with every reference replaced.</summary>
    public GraphValue Resolve(GraphValue value) => value.Kind switch
    {
        GraphValueKind.Ref => _values.TryGetValue(value.AsRef().Value, out var known)
            ? known.Value
            : throw new NoTableException($"'{value.AsRef()}' is a table: a function takes it as a parameter of its own, not within a list or a record."),
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
