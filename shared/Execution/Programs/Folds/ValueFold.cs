using Serverless.Execution.Programs.Steps;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;

namespace Serverless.Execution.Programs.Folds;

/// <summary>Folds the elements of a group into one value.</summary>
internal abstract class ValueFold
{
    /// <summary>The type in which elements are wanted.</summary>
    public abstract Type InputType { get; }

    /// <summary>Nothing that comes can change the result any more.</summary>
    public virtual bool IsFull => false;

    public abstract void Begin();

    public abstract ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken);

    public abstract ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken);

    /// <summary>A function of two values, from left to right.</summary>
    public sealed class Pairs(FunctionCall call) : ValueFold
    {
        private object? _value;
        private bool _any;

        public override Type InputType => call.InputType(1);

        public override void Begin() => (_value, _any) = (null, false);

        public override async ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken)
        {
            _value = _any
                ? await call.InvokeAsync(Element.Convert(_value, call.InputType(0)), Element.Convert(element, call.InputType(1)), context, cancellationToken)
                : element;
            _any = true;
        }

        // A group of which a filter left nothing: the next level passes over it. At the last level there is nothing to give.
        public override ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken) => ValueTask.FromResult(_any ? _value : Element.Hole);
    }

    /// <summary>A function of a list.</summary>
    public sealed class Lists(FunctionCall call) : ValueFold
    {
        private readonly Type _element = TypedList.ElementTypeOf(call.InputType(0));
        private readonly List<object?> _elements = [];

        public override Type InputType => _element;

        public override void Begin() => _elements.Clear();

        public override ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken)
        {
            _elements.Add(Element.Convert(element, _element));
            return ValueTask.CompletedTask;
        }

        public override ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken)
        {
            if (_elements.Count == 0) return ValueTask.FromResult<object?>(Element.Hole);
            return call.InvokeAsync(TypedList.Of(_elements, _element, call.InputType(0)), context, cancellationToken);
        }
    }

    /// <summary>The number of elements, and the sum of such numbers on further levels.</summary>
    public sealed class Count(bool isFirstLevel) : ValueFold
    {
        private long _count;

        public override Type InputType => isFirstLevel ? typeof(object) : typeof(long);

        public override void Begin() => _count = 0;

        public override ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken)
        {
            _count += isFirstLevel ? 1 : (long)element!;
            return ValueTask.CompletedTask;
        }

        public override ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(_count);
    }
}
