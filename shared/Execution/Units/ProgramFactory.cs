using Serverless.Datasets;
using Serverless.Execution.Results;
using Serverless.Execution.Tables;
using Serverless.Execution.Values;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Tables;

namespace Serverless.Execution.Units;

/// <summary>Makes a pipeline ready to run: opens what it reads, resolves arguments, opens a sandbox where there is SQL.</summary>
internal sealed class ProgramFactory(TenantStores stores, ExecutionOptions options, UnitAssignment unit, string scratch)
{
    private readonly Pipeline _pipeline = unit.Pipeline;
    private readonly Dictionary<int, StoredResults> _opened = [];

    /// <summary>A write's program gives the table that would be written.</summary>
    public bool WithoutWriting { get; init; }

    /// <exception cref="ProgramException">An input is gone, or an argument does not fit.</exception>
    public async Task<ITaskProgram> CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _pipeline.Result switch
            {
                ResultKind.Values => await ValuesAsync(cancellationToken),
                ResultKind.Commit => await CommitAsync(cancellationToken),
                _ => await TablesAsync(cancellationToken),
            };
        }
        catch (Exception e) when (!PlatformFault.Is(e) && e is not OperationCanceledException)
        {
            throw new ProgramException(e, [.. _pipeline.Sources.Select(s => s.Node)]);
        }
    }

    private async Task<ITaskProgram> ValuesAsync(CancellationToken cancellationToken)
    {
        var references = await ReferencesAsync(cancellationToken);
        var each = _pipeline.Each.Select(n => ValueStepOf(n, references)).ToArray();
        var fold = _pipeline.Fold is { } f ? ValueFoldOf(f, references) : null;
        var then = _pipeline.Then.Select(n => ValueStepOf(n, references)).ToArray();
        var collections = _pipeline.Sources.Where(s => !s.IsArgument).ToList();
        var sources = new ValueSource[collections.Count];
        for (var s = 0; s < sources.Length; s++)
        {
            var wanted = each.Length > 0 ? each[0].InputType(s) : fold?.InputType ?? (then.Length > 0 ? then[0].InputType(s) : typeof(object));
            sources[s] = collections[s].Pipeline is { } from
                ? new ValueSource.Stored(await OpenAsync(from, cancellationToken), wanted)
                : unit.Document.Nodes[new NodeId(collections[s].Node)] switch
                {
                    RangeNode range => new ValueSource.Range(range, wanted),
                    ItemsNode items => new ValueSource.Items(items, wanted, references.Resolve),
                    var other => throw new NotSupportedException($"'{other.Id}' ({other.Kind}) gives no values."),
                };
        }
        return new ValueProgram(_pipeline, sources, each, fold, then);
    }

    private ValueStep ValueStepOf(string name, ReferenceValues references)
    {
        var node = unit.Document.Nodes[new NodeId(name)];
        return node is ZipNode
            ? new ValueStep.Zip()
            : new ValueStep.Function(new FunctionCall(name, unit.Document.Binding(node.Id), references.Resolve), node is FilterNode);
    }

    private ValueFold ValueFoldOf(string name, ReferenceValues references)
    {
        var node = unit.Document.Nodes[new NodeId(name)];
        // Only the first level sees elements: further ones, and a last one behind them, see what levels before them made.
        if (node is CountNode) return new ValueFold.Count(isFirstLevel: _pipeline.Sources[0].Node != name);
        var call = new FunctionCall(name, unit.Document.Binding(node.Id), references.Resolve);
        return call.TakesList ? new ValueFold.Lists(call) : new ValueFold.Pairs(call);
    }

    private async Task<ITaskProgram> TablesAsync(CancellationToken cancellationToken)
    {
        var references = await ReferencesAsync(cancellationToken);
        var collections = _pipeline.Sources.Where(s => !s.IsArgument).ToList();
        var sources = new TableSource[collections.Count];
        for (var s = 0; s < sources.Length; s++)
        {
            sources[s] = collections[s].Pipeline is { } from
                ? new TableSource.Stored(collections[s].Node, await OpenAsync(from, cancellationToken))
                : new TableSource.Read((ReadNode)unit.Document.Nodes[new NodeId(collections[s].Node)], unit.Snapshot.Reads[collections[s].Node].Partitions);
        }
        var write = unit.Document.Nodes[new NodeId(_pipeline.Node)] as WriteNode;
        var steps = new TableSteps(
            [.. _pipeline.Each.Where(n => n != write?.Id.Value).Select(n => TableStepOf(n, references))],
            _pipeline.Fold is { } fold ? TableStepOf(fold, references) : null,
            [.. _pipeline.Then.Where(n => n != write?.Id.Value).Select(n => TableStepOf(n, references))]);
        var functions = new SqlFunctions(_pipeline.Nodes.SelectMany(n => unit.Document.Binding(new NodeId(n)).Called));
        Directory.CreateDirectory(scratch);
        var files = new InputFiles(stores.Blobs, options, scratch);
        var readable = files.InPlace(collections.Where(c => c.Pipeline is null).SelectMany(PartitionsOf)).ToList();
        var sandbox = await TableSandbox.OpenAsync(
            new SandboxOptions(scratch) { ReadableFiles = readable, Threads = 1, MemoryBytes = unit.TableMemoryBytes ?? options.TableMemoryBytes, Functions = functions.Callable }, cancellationToken);
        var tables = new TableProgram(_pipeline, sandbox, files, sources, steps, functions);
        return write is null || WithoutWriting ? tables : new WriteProgram(tables, sandbox, write, stores.Blobs, _pipeline.Token, scratch);
    }

    private IEnumerable<PartitionSnapshot> PartitionsOf(PipelineSource source)
    {
        var elements = source.ElementsOf(unit.PlanUnit.Tasks);
        return unit.Snapshot.Reads[source.Node].Partitions.Skip((int)elements.First).Take((int)elements.Count);
    }

    private TableStep TableStepOf(string name, ReferenceValues references)
    {
        var binding = unit.Document.Binding(new NodeId(name));
        var query = references.Resolve(binding.Arguments[0]).AsString();
        var parameters = references.Resolve(binding.Arguments[1]);
        return new TableStep(
            query,
            parameters.Kind == GraphValueKind.Map ? parameters.AsMap().ToDictionary(p => p.Key, p => SqlValue.Of(p.Value), StringComparer.Ordinal) : []);
    }

    private async Task<ITaskProgram> CommitAsync(CancellationToken cancellationToken)
    {
        var files = await OpenAsync(_pipeline.Sources[0].Pipeline!.Value, cancellationToken);
        return new CommitProgram(stores.Datasets, new CommonMetadata(stores.Blobs, options.Inputs.Engine), (WriteNode)unit.Document.Nodes[new NodeId(_pipeline.Node)], _pipeline.Token, files.Records);
    }

    private async Task<ReferenceValues> ReferencesAsync(CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        foreach (var source in _pipeline.Sources.Where(s => s.IsArgument))
        {
            if (source.Pipeline is not { } from) continue;
            var results = await OpenAsync(from, cancellationToken);
            values[source.Node] = unit.Document.Binding(new NodeId(source.Node)).IsCollection
                ? await ReferenceValues.ListAsync(source.Count, i => results.PartAsync(i, cancellationToken))
                : Element.ReadGraph((await results.PartAsync(0, cancellationToken)).Span);
        }
        return new ReferenceValues(values);
    }

    private async Task<StoredResults> OpenAsync(int pipeline, CancellationToken cancellationToken)
    {
        if (_opened.TryGetValue(pipeline, out var opened)) return opened;
        var source = unit.Plan.Pipelines[pipeline];
        return _opened[pipeline] = await StoredResults.OpenAsync(stores.Blobs, stores.Ledger, source.Title, source.Token, cancellationToken);
    }
}
