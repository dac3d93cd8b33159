using System.Collections;
using System.Runtime.CompilerServices;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;

namespace Serverless.Execution.Programs.Steps;

/// <summary>A function of a partition: its elements as a list, to any number of others. What it gives may be made while it is taken.</summary>
internal sealed class ValueGather(FunctionCall call)
{
    private readonly List<object?> _elements = [];

    public Type ElementType { get; } = TypedList.ElementTypeOf(call.InputType(0));

    public void Begin() => _elements.Clear();

    public void Add(object? element) => _elements.Add(Element.Convert(element, ElementType));

    /// <summary>What the function made of the partition, element by element; a result that is no list is its only element.</summary>
    public async IAsyncEnumerable<object?> EndAsync(TaskExecutionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await call.InvokeAsync(TypedList.Of(_elements, ElementType, call.InputType(0)), context, cancellationToken);
        switch (result)
        {
            case null:
                yield break;
            case IAsyncEnumerable<object?> later:
                await foreach (var element in later.WithCancellation(cancellationToken)) yield return element;
                break;
            case IEnumerable many and not string:
                foreach (var element in many) yield return element;
                break;
            default:
                yield return result;
                break;
        }
    }
}
