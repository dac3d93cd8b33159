using System.Text.Json;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Programs.Steps;

/// <summary>A node's function with its arguments in place; inputs are filled in per call. For one task at a time.</summary>
internal sealed class FunctionCall
{
    private readonly FunctionInvoker _invoke;
    private readonly object?[] _arguments;
    private readonly (Type? Type, RecordShape? Shape)[] _rows;
    private readonly int _inputs;
    private readonly bool _isPrepared;
    private readonly FunctionPlace? _place;

    /// <param name="node">For messages.</param>
    /// <param name="binding">What the node's names mean.</param>
    /// <param name="references">The values of nodes that arguments refer to.</param>
    /// <param name="places">Of the pipeline.</param>
    public FunctionCall(string node, NodeBinding binding, ReferenceValues references, FunctionPlaces places)
    {
        Function = binding.Function ?? throw new InvalidOperationException($"Node '{node}' has no function.");
        _invoke = Function.Invoker ?? throw new InvalidOperationException($"'{Function.Name}' works on tables and cannot run on values (node '{node}').");
        _place = places.Of(node, Function);
        _inputs = binding.InputParameters;
        _arguments = new object?[Function.Parameters.Length];
        _rows = new (Type?, RecordShape?)[Function.Parameters.Length];
        for (var i = _inputs; i < _arguments.Length; i++)
        {
            _arguments[i] = Read(Function.Parameters[i], binding.Arguments[i - _inputs], references);
            _rows[i] = (references.ElementTypeOf(binding.Arguments[i - _inputs]), references.ShapeOf(binding.Arguments[i - _inputs]));
        }
        _isPrepared = IsStream(Function.ResultClrType) || Function.ResultClrType == typeof(Table) || Function.Parameters.Any(p => IsStream(p.ClrType) || p.ClrType == typeof(Table));
    }

    public FunctionDescriptor Function { get; }

    /// <summary>Of its inputs, where they become tables and a list of the document holds them.</summary>
    public IReadOnlyList<RecordShape?> Shapes { get; init; } = [];

    /// <summary>The .NET types that its inputs were made as, where they become tables.</summary>
    public IReadOnlyList<Type?> Types { get; init; } = [];

    /// <summary>The .NET type that input <paramref name="index"/> is wanted in. What becomes a table is wanted as it is.</summary>
    public Type InputType(int index) =>
        index >= _inputs || Function.Parameters[index].ClrType is not { } type || type == typeof(Table) ? typeof(object) : Element.StoredType(type);

    /// <summary>A reduce that takes a list folds at once; one that takes two values folds step by step.</summary>
    public bool TakesList => _inputs == 1;

    public ValueTask<object?> InvokeAsync(object? input, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (_inputs > 0) _arguments[0] = input;
        return InvokeAsync(context, cancellationToken);
    }

    public ValueTask<object?> InvokeAsync(object? first, object? second, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        _arguments[0] = first;
        _arguments[1] = second;
        return InvokeAsync(context, cancellationToken);
    }

    public ValueTask<object?> InvokeAsync(ReadOnlySpan<object?> inputs, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        inputs.CopyTo(_arguments);
        return InvokeAsync(context, cancellationToken);
    }

    private object? Read(FunctionParameter parameter, GraphValue argument, ReferenceValues references)
    {
        try
        {
            return references.ToClr(argument, Element.StoredType(parameter.ClrType ?? typeof(object)));
        }
        catch (Exception e) when (e is JsonException or OverflowException or MisfitValueException)
        {
            // What the serializer says names types of ours and positions in a text that the user has not seen.
            throw new ArgumentRefusedException($"Parameter '{parameter.Name}' of '{Function.Name}' takes {parameter.Type}, and what {Source(argument)} is does not fit it.");
        }
    }

    private static string Source(GraphValue argument) => argument.Kind == GraphValueKind.Ref ? $"'{argument.AsRef()}'" : "its argument";

    private ValueTask<object?> InvokeAsync(TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (_place is { } place) context.Enter(place);
        return _isPrepared ? InvokePreparedAsync(context, cancellationToken) : _invoke(_arguments, context, cancellationToken);
    }

    // Streams are opened for this call and closed after it; one that comes out is stored, and its reference is the result. Tables are read by the unit's sandbox.
    private async ValueTask<object?> InvokePreparedAsync(TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var blobs = context.Blobs ?? throw new InvalidOperationException($"'{Function.Name}' takes or gives a stream or a table, and there is no storage where it runs.");
        var arguments = (object?[])_arguments.Clone();
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                if (IsStream(Function.Parameters[i].ClrType) && arguments[i] is BlobRef reference) arguments[i] = await blobs.OpenAsync(reference, cancellationToken);
                else if (Function.Parameters[i].ClrType == typeof(Table) && arguments[i] is not null) arguments[i] = await TableAsync(i, arguments[i], context.Tables!, cancellationToken);
            }
            var result = await _invoke(arguments, context, cancellationToken);
            return result switch
            {
                Stream stream => await blobs.StoreAsync(stream, cancellationToken),
                Table table when context.Tables is { } tables => table.On(tables.Sandbox),
                _ => result,
            };
        }
        finally
        {
            foreach (var stream in arguments.OfType<Stream>()) await stream.DisposeAsync();
        }
    }

    private ValueTask<Table> TableAsync(int parameter, object? value, UnitTables tables, CancellationToken cancellationToken)
    {
        var (type, shape) = parameter < _inputs ? (Types.ElementAtOrDefault(parameter), Shapes.ElementAtOrDefault(parameter)) : _rows[parameter];
        return tables.OfAsync(value, type, shape, cancellationToken);
    }

    private static bool IsStream(Type? type) => type is not null && type.IsAssignableTo(typeof(Stream));
}
