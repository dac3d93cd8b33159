using Serverless.Execution.Results;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;

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
            ValueTask.FromResult(ClrValues.ToClr(resolve(node.Items[(int)index]), type));
    }

    /// <summary>Results of another pipeline.</summary>
    public sealed class Stored(StoredResults results, Type type) : ValueSource
    {
        public override async ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken) =>
            Element.Read((await results.PartAsync(index, cancellationToken)).Span, type);
    }
}
