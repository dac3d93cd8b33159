using System.Text.Json;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;
using Serverless.Store.Results;

namespace Serverless.Execution.Values;

/// <summary>Elements of one source by index, in the type that the consumer wants.</summary>
internal abstract class ValueSource
{
    public abstract ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken);

    /// <summary>Numbers of a range node.</summary>
    public sealed class Range(RangeNode node, Type type) : ValueSource
    {
        public override ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken)
        {
            var number = node.From + (index * node.Step);
            return ValueTask.FromResult(type == typeof(long) || type == typeof(object) ? number : ClrValues.ToClr(GraphValue.Of(number), type));
        }
    }

    /// <summary>Values that stand in the document.</summary>
    public sealed class Items(ItemsNode node, Type type, Func<GraphValue, GraphValue> resolve) : ValueSource
    {
        public override ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ElementTypes.ToClr(resolve(node.Items[(int)index]), type));
    }

    /// <summary>Results of another pipeline.</summary>
    public sealed class Stored(StoredResults results, Type type) : ValueSource
    {
        public override async ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken) =>
            Element.Read((await results.PartAsync(index, cancellationToken)).Span, type);
    }

    /// <summary>Elements of lists that another pipeline stores, numbered through.</summary>
    public sealed class Spread(StoredResults results, PipelineSource source, Type type) : ValueSource
    {
        private int _part = -1;
        private IReadOnlyList<JsonElement> _elements = [];

        public override async ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken)
        {
            var part = source.PartOf(index);
            if (part != _part)
            {
                _elements = StoredList.Read((await results.PartAsync(part, cancellationToken)).Span);
                _part = part;
            }
            return Element.Read(_elements[(int)(index - (part == 0 ? 0 : source.Ends[part - 1]))], type);
        }
    }

    /// <summary>What another pipeline stores, part by part or element by element.</summary>
    public static ValueSource Of(StoredResults results, PipelineSource source, Type type) =>
        source.Ends.IsDefaultOrEmpty ? new Stored(results, type) : new Spread(results, source, type);
}
