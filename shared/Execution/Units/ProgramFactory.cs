using Serverless.Datasets;
using Serverless.Execution.Results;
using Serverless.Execution.Tables;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Blobs;
using Serverless.Execution.Values.Calls;
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
                ResultKind.Values when !_pipeline.Calls.IsEmpty => Calls(),
                ResultKind.Values or ResultKind.Lists => await ValuesAsync(cancellationToken),
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
        var steps = new ValueSteps(unit.Document, _pipeline, references.Resolve);
        var collections = _pipeline.Sources.Where(s => !s.IsArgument).ToList();
        var sources = new ValueSource[collections.Count];
        for (var s = 0; s < sources.Length; s++)
        {
            var wanted = steps.InputType(s);
            sources[s] = collections[s].Pipeline is { } from
                ? ValueSource.Of(await OpenAsync(from, cancellationToken), collections[s], wanted)
                : unit.Document.Nodes[new NodeId(collections[s].Node)] switch
                {
                    RangeNode range => new ValueSource.Range(range, wanted),
                    ItemsNode items => new ValueSource.Items(items, wanted, references.Resolve),
                    FilesNode files => new FileSource(unit.Snapshot.Reads[files.Id.Value].Partitions),
                    var other => throw new NotSupportedException($"'{other.Id}' ({other.Kind}) gives no values."),
                };
        }
        return new ValueProgram(_pipeline, sources, steps, new BlobValues(stores.Blobs, options.AllowLocalFiles));
    }

    private CallProgram Calls()
    {
        var byNode = _pipeline.Sources.Where(s => s.Pipeline is { } from && unit.Plan.Pipelines[from].Calls.IsEmpty).ToDictionary(s => s.Node, StringComparer.Ordinal);
        return new CallProgram(
            unit.Document,
            _pipeline,
            CallIndex.Of(unit.Plan),
            async (pipeline, cancellationToken) => await OpenAsync(pipeline, cancellationToken),
            async (node, cancellationToken) => await ValueOfAsync(byNode[node], cancellationToken),
            new BlobValues(stores.Blobs, options.AllowLocalFiles));
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
            [.. _pipeline.Each.Where(IsStep).Select(n => TableStepOf(n, references))],
            _pipeline.Fold is { } fold ? TableStepOf(fold, references) : null,
            [.. _pipeline.Then.Where(IsStep).Select(n => TableStepOf(n, references))]);
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

    // A take has chosen its elements by their numbers, and changes none; a write is no query.
    private bool IsStep(string name) => unit.Document.Nodes[new NodeId(name)] is not (WriteNode or TakeNode);

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
        foreach (var source in _pipeline.Sources.Where(s => s.IsArgument && s.Pipeline is not null)) values[source.Node] = await ValueOfAsync(source, cancellationToken);
        return new ReferenceValues(values);
    }

    // What a reference to a node stands for: its value, or the list of its elements.
    private async Task<GraphValue> ValueOfAsync(PipelineSource source, CancellationToken cancellationToken)
    {
        var results = await OpenAsync(source.Pipeline!.Value, cancellationToken);
        return unit.Document.Binding(new NodeId(source.Node)).IsCollection
            ? await ReferenceValues.ListAsync(source.Count, unit.Plan.Pipelines[source.Pipeline.Value].Result == ResultKind.Lists, i => results.PartAsync(i, cancellationToken))
            : Element.ReadGraph((await results.PartAsync(source.Part ?? 0, cancellationToken)).Span);
    }

    private async Task<StoredResults> OpenAsync(int pipeline, CancellationToken cancellationToken)
    {
        if (_opened.TryGetValue(pipeline, out var opened)) return opened;
        var source = unit.Plan.Pipelines[pipeline];
        return _opened[pipeline] = await StoredResults.OpenAsync(stores, source.Title, source.Token, cancellationToken);
    }
}
