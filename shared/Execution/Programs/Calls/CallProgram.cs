using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Blobs;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;
using Serverless.Store.Results;

namespace Serverless.Execution.Programs.Calls;

/// <summary>
/// Runs a bundle of calls in order. Values go from call to call in memory and are let go after their last use here; what another bundle made, or this one
/// before it was interrupted, is read from its results.
/// </summary>
internal sealed class CallProgram : ITaskProgram
{
    private readonly JobDocument _document;
    private readonly Pipeline _pipeline;
    private readonly CallIndex _index;
    private readonly Func<int, CancellationToken, ValueTask<StoredResults>> _open;
    private readonly Func<string, CancellationToken, ValueTask<GraphValue>> _elsewhere;
    private readonly BlobValues _blobs;
    private readonly FunctionPlaces _places;
    private readonly Dictionary<int, object?> _values = [];
    private readonly int[] _nodes;
    private readonly int[][] _inputs;
    private readonly int[] _uses;

    /// <param name="document">The job.</param>
    /// <param name="pipeline">The bundle.</param>
    /// <param name="index">Where bundled calls are.</param>
    /// <param name="open">Opens the results of a pipeline.</param>
    /// <param name="elsewhere">The value of a node that is no bundled call.</param>
    /// <param name="blobs">For functions that open references.</param>
    public CallProgram(
        JobDocument document, Pipeline pipeline, CallIndex index, Func<int, CancellationToken, ValueTask<StoredResults>> open,
        Func<string, CancellationToken, ValueTask<GraphValue>> elsewhere, BlobValues blobs)
    {
        (_document, _pipeline, _index, _open, _elsewhere, _blobs) = (document, pipeline, index, open, elsewhere, blobs);
        _places = new FunctionPlaces(pipeline);
        _nodes = [.. pipeline.Calls.Select(c => document.Nodes.IndexOf(new NodeId(c)))];
        _inputs = new int[_nodes.Length][];
        _uses = new int[_nodes.Length];
        for (var call = 0; call < _nodes.Length; call++)
        {
            _inputs[call] = InputsHere(call);
            foreach (var part in _inputs[call]) _uses[part]++;
        }
    }

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        context.Blobs ??= _blobs;
        var binding = _document.Binding(_nodes[index]);
        var function = binding.Function!;
        var arguments = new object?[function.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = await ArgumentAsync(binding.Arguments[i], function.Parameters[i].ClrType ?? typeof(object), cancellationToken);
        }
        if (_places.Of(_pipeline.Calls[(int)index], function) is { } place) context.Enter(place);
        var value = await function.Invoker!(arguments, context, cancellationToken);
        parts.AddValue(value, isHole: false);
        if (_uses[index] > 0) _values[(int)index] = value;
        foreach (var part in _inputs[index])
        {
            if (--_uses[part] == 0) _values.Remove(part);
        }
        return default;
    }

    public IReadOnlyList<string> InputsOf(long index) =>
        [.. NodeReferences.Of(_document.Nodes[_nodes[index]]).Select(n => $"{n}[0]")];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<object?> ArgumentAsync(GraphValue argument, Type type, CancellationToken cancellationToken)
    {
        if (argument.Kind < GraphValueKind.List || !argument.HasRefs) return ValueTask.FromResult(ClrValues.ToClr(argument, type));
        // The usual case, and the one that has to be fast: a value of this bundle, as it is.
        if (argument.Kind == GraphValueKind.Ref && _index.TryFind(argument.AsRef().Value, out var place) && place.Pipeline == _pipeline.Ordinal && _values.TryGetValue(place.Part, out var value))
            return ValueTask.FromResult(Element.Convert(value, type));
        return ResolvedAsync(argument, type, cancellationToken);
    }

    private async ValueTask<object?> ResolvedAsync(GraphValue argument, Type type, CancellationToken cancellationToken)
    {
        var nodes = new List<NodeId>();
        Collect(argument, nodes);
        var values = new Dictionary<NodeId, GraphValue>();
        foreach (var node in nodes)
        {
            if (!values.ContainsKey(node)) values[node] = await ValueAsync(node.Value, cancellationToken);
        }
        return ClrValues.ToClr(argument.Resolve(n => values[n]), type);
    }

    private async ValueTask<GraphValue> ValueAsync(string node, CancellationToken cancellationToken)
    {
        if (!_index.TryFind(node, out var place)) return await _elsewhere(node, cancellationToken);
        if (place.Pipeline == _pipeline.Ordinal && _values.TryGetValue(place.Part, out var value)) return ClrValues.FromClr(value);
        var results = await _open(place.Pipeline, cancellationToken);
        return Element.ReadGraph((await results.PartAsync(place.Part, cancellationToken)).Span);
    }

    // The calls of this bundle that a call needs, by index.
    private int[] InputsHere(int call)
    {
        var dependencies = _document.Topology.Dependencies(_nodes[call]);
        var parts = new List<int>(dependencies.Length);
        foreach (var input in dependencies)
        {
            if (_index.TryFind(_document.Nodes[input].Id.Value, out var place) && place.Pipeline == _pipeline.Ordinal) parts.Add(place.Part);
        }
        return [.. parts];
    }

    private static void Collect(GraphValue value, List<NodeId> nodes)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Ref:
                nodes.Add(value.AsRef());
                break;
            case GraphValueKind.List:
                foreach (var item in value.AsList()) Collect(item, nodes);
                break;
            case GraphValueKind.Map:
                foreach (var entry in value.AsMap()) Collect(entry.Value, nodes);
                break;
        }
    }
}
