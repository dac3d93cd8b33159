using Serverless.Execution.Tasks;
using Serverless.Execution.Values;

namespace Serverless.Execution.Programs.Steps;

/// <summary>One fused step on a value.</summary>
internal abstract class ValueStep
{
    /// <summary>The type in which the step wants its input.</summary>
    public abstract Type InputType(int index);

    public abstract ValueTask<object?> RunAsync(object? value, TaskExecutionContext context, CancellationToken cancellationToken);

    /// <summary>For the first step of several collections.</summary>
    public abstract ValueTask<object?> RunAsync(object?[] values, TaskExecutionContext context, CancellationToken cancellationToken);

    /// <summary>A function on the element; with <paramref name="isFilter"/> the element itself where the function says true.</summary>
    public sealed class Function(FunctionCall call, bool isFilter) : ValueStep
    {
        public override Type InputType(int index) => call.InputType(index);

        private readonly Type _input = call.InputType(0);

        public override ValueTask<object?> RunAsync(object? value, TaskExecutionContext context, CancellationToken cancellationToken)
        {
            var result = call.InvokeAsync(Element.Convert(value, _input), context, cancellationToken);
            return isFilter ? ChosenAsync(result, value) : result;
        }

        private static async ValueTask<object?> ChosenAsync(ValueTask<object?> result, object? value) => await result is true ? value : Element.Hole;

        public override ValueTask<object?> RunAsync(object?[] values, TaskExecutionContext context, CancellationToken cancellationToken) =>
            call.InvokeAsync(values, context, cancellationToken);
    }

    /// <summary>The n-th elements of several collections as a list.</summary>
    public sealed class Zip : ValueStep
    {
        public override Type InputType(int index) => typeof(object);

        public override ValueTask<object?> RunAsync(object? value, TaskExecutionContext context, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(new[] { value });

        public override ValueTask<object?> RunAsync(object?[] values, TaskExecutionContext context, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(values.ToArray());
    }
}
