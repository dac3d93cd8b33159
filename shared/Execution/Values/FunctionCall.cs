using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Execution.Values;

/// <summary>A node's function with its arguments in place; inputs are filled in per call. For one task at a time.</summary>
internal sealed class FunctionCall
{
    private readonly FunctionInvoker _invoke;
    private readonly object?[] _arguments;
    private readonly int _inputs;

    /// <param name="node">For messages.</param>
    /// <param name="binding">What the node's names mean.</param>
    /// <param name="resolve">Replaces references by the values of their nodes.</param>
    public FunctionCall(string node, NodeBinding binding, Func<GraphValue, GraphValue> resolve)
    {
        Function = binding.Function ?? throw new InvalidOperationException($"Node '{node}' has no function.");
        _invoke = Function.Invoker ?? throw new InvalidOperationException($"'{Function.Name}' works on tables and cannot run on values (node '{node}').");
        _inputs = binding.InputParameters;
        _arguments = new object?[Function.Parameters.Length];
        for (var i = _inputs; i < _arguments.Length; i++)
        {
            _arguments[i] = ClrValues.ToClr(resolve(binding.Arguments[i - _inputs]), Function.Parameters[i].ClrType ?? typeof(object));
        }
    }

    public FunctionDescriptor Function { get; }

    /// <summary>The .NET type that input <paramref name="index"/> is wanted in.</summary>
    public Type InputType(int index) => index < _inputs ? Function.Parameters[index].ClrType ?? typeof(object) : typeof(object);

    /// <summary>A reduce that takes a list folds at once; one that takes two values folds step by step.</summary>
    public bool TakesList => _inputs == 1;

    public ValueTask<object?> InvokeAsync(object? input, TaskContext context, CancellationToken cancellationToken)
    {
        if (_inputs > 0) _arguments[0] = input;
        return _invoke(_arguments, context, cancellationToken);
    }

    public ValueTask<object?> InvokeAsync(object? first, object? second, TaskContext context, CancellationToken cancellationToken)
    {
        _arguments[0] = first;
        _arguments[1] = second;
        return _invoke(_arguments, context, cancellationToken);
    }

    public ValueTask<object?> InvokeAsync(ReadOnlySpan<object?> inputs, TaskContext context, CancellationToken cancellationToken)
    {
        inputs.CopyTo(_arguments);
        return _invoke(_arguments, context, cancellationToken);
    }
}
