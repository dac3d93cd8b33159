using Serverless.Datasets;
using Serverless.Execution.Assignments;
using Serverless.Execution.Failures;
using Serverless.Execution.Kinds;
using Serverless.Execution.Programs;
using Serverless.Execution.Programs.Calls;
using Serverless.Execution.Programs.Tables;
using Serverless.Execution.Tables;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Blobs;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Store;
using Serverless.Store.Operations;
using Serverless.Store.Records;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Inputs;

namespace Serverless.Execution.Units;

/// <summary>Makes a pipeline ready to run: opens what it reads, resolves arguments, opens a sandbox where there is SQL.</summary>
internal sealed class ProgramFactory(TenantStores stores, ExecutionOptions options, UnitAssignment unit, UnitStreams streams, string scratch)
{
    private readonly Pipeline _pipeline = unit.Pipeline;
    private readonly Dictionary<int, StoredResults> _opened = [];
    private readonly ILookup<int, PipelineSource> _uses = unit.Pipeline.Sources.Where(static s => s.Pipeline is not null).ToLookup(static s => s.Pipeline!.Value);

    /// <summary>A write's program gives the table that would be written.</summary>
    public bool WithoutWriting { get; init; }

    /// <exception cref="ProgramException">An input is gone, or an argument does not fit.</exception>
    public async Task<ITaskProgram> CreateAsync(CancellationToken cancellationToken)
    {
        streams.EndsInTables = NamesEndInTables();
        try
        {
            return _pipeline.Result switch
            {
                ResultKind.Values when !_pipeline.Calls.IsEmpty => Calls(),
                ResultKind.Commit => await CommitAsync(cancellationToken),
                ResultKind.Buckets => await BucketsAsync(cancellationToken),
                ResultKind.Tables or ResultKind.Files when IsAllSql() => await TablesAsync(cancellationToken),
                _ => await ValuesAsync(cancellationToken),
            };
        }
        catch (Exception e) when (!PlatformFault.Is(e) && e is not OperationCanceledException)
        {
            throw new ProgramException(e, [.. _pipeline.Sources.Select(s => s.Node)]);
        }
    }

    private async Task<ITaskProgram> ValuesAsync(CancellationToken cancellationToken)
    {
        var tables = HasTables() ? await OpenTablesAsync(cancellationToken) : null;
        var references = await ReferencesAsync(tables, cancellationToken);
        var steps = new ValueSteps(unit.Document, _pipeline, references, tables);
        var collections = Collections();
        // A call sees all of what it works on; a map sees one element at a time, or the only one of a collection.
        var isCall = _pipeline.Each.FirstOrDefault() is { } first && KindRuns.Of(unit.Document.Nodes[new NodeId(first)]).SeesAll;
        var sources = new ValueSource[collections.Count];
        for (var s = 0; s < sources.Length; s++)
        {
            sources[s] = tables is not null && IsTable(collections[s])
                ? new TableElements(await TableSourceAsync(collections[s], cancellationToken), tables, collections[s].Mapping == SourceMapping.All ? collections[s].Count : 1)
                : WholeSource.Of(await ValueSourceAsync(collections[s], steps.InputType(s), references, cancellationToken), collections[s], isCall);
        }
        var program = new ValueProgram(_pipeline, sources, steps, new BlobValues(stores.Blobs, streams, options.Time, scratch, options.AllowLocalFiles) { Identities = NamedFiles.Of(unit.Document, unit.Snapshot) }, tables);
        return _pipeline.Result == ResultKind.Files && !WithoutWriting ? Write(program, tables!.Sandbox) : program;
    }

    private async Task<ValueSource> ValueSourceAsync(PipelineSource source, Type wanted, ReferenceValues references, CancellationToken cancellationToken) => source.Pipeline is { } from
        ? ValueSource.Of(await OpenAsync(from, cancellationToken), source, wanted)
        : SourceOf(unit.Document.Nodes[new NodeId(source.Node)], wanted, references);

    private ValueSource SourceOf(Node node, Type wanted, ReferenceValues references) => KindRuns.Of(node).Source(node, wanted, references.Resolve, unit.Snapshot);

    private CallProgram Calls()
    {
        var byNode = _pipeline.Sources.Where(s => s.Pipeline is not { } from || unit.Plan.Pipelines[from].Calls.IsEmpty).ToDictionary(s => s.Node, StringComparer.Ordinal);
        var known = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        return new CallProgram(
            unit.Document,
            _pipeline,
            CallIndex.Of(unit.Plan),
            async (pipeline, cancellationToken) => await OpenAsync(pipeline, cancellationToken),
            async (node, cancellationToken) => known.TryGetValue(node, out var value) ? value : known[node] = await ValueOfAsync(byNode[node], ReferenceValues.None, cancellationToken),
            new BlobValues(stores.Blobs, streams, options.Time, scratch, options.AllowLocalFiles) { Identities = NamedFiles.Of(unit.Document, unit.Snapshot) });
    }

    private async Task<ITaskProgram> TablesAsync(CancellationToken cancellationToken)
    {
        var references = await ReferencesAsync(null, cancellationToken);
        var collections = Collections();
        var sources = new TableSource[collections.Count];
        for (var s = 0; s < sources.Length; s++) sources[s] = await TableSourceAsync(collections[s], cancellationToken);
        TableStep StepOf(string node) => TableStep.Of(unit.Document, node, references.Resolve, FoldSteps.OfEach(_pipeline, node), _pipeline.Buckets?.Count ?? 0);
        TableStep FoldOf(string node) => TableStep.Of(unit.Document, node, references.Resolve, FoldSteps.Of(_pipeline));
        // A take has chosen its elements by their numbers, and changes none; a write is no query.
        bool IsQuery(string node) => KindRuns.Of(unit.Document.Nodes[new NodeId(node)]).HasStep;
        var steps = new TableSteps([.. _pipeline.Each.Where(IsQuery).Select(StepOf)], _pipeline.Fold is { } fold ? FoldOf(fold) : null, [.. _pipeline.Then.Where(IsQuery).Select(StepOf)]);
        var functions = Called();
        var files = new InputFiles(stores.Blobs, options, scratch);
        var sandbox = await OpenSandboxAsync(files, collections, functions, cancellationToken);
        var tables = new TableProgram(_pipeline, sandbox, files, sources, steps, functions);
        return _pipeline.Result == ResultKind.Files && !WithoutWriting ? Write(tables, sandbox) : tables;
    }

    private WriteProgram Write(ITableTasks tables, TableSandbox sandbox) =>
        new(tables, sandbox, (WriteNode)unit.Document.Nodes[new NodeId(_pipeline.Node)], stores.Blobs, _pipeline.Token, scratch);

    private async Task<UnitTables> OpenTablesAsync(CancellationToken cancellationToken)
    {
        var functions = Called();
        var files = new InputFiles(stores.Blobs, options, scratch);
        var sandbox = await OpenSandboxAsync(files, [.. _pipeline.Sources.Where(IsTable)], functions, cancellationToken);
        return new UnitTables(sandbox, files, new InputFiles(stores.Blobs, options, scratch), functions);
    }

    private async Task<TableSandbox> OpenSandboxAsync(InputFiles files, IReadOnlyList<PipelineSource> sources, SqlFunctions functions, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(scratch);
        var readable = files.InPlace(sources.Where(c => c.Pipeline is null).SelectMany(PartitionsOf)).ToList();
        return await TableSandbox.OpenAsync(
            new SandboxOptions(scratch) { ReadableFiles = readable, Threads = 1, MemoryBytes = unit.TableMemoryBytes ?? options.TableMemoryBytes, Functions = functions.Callable }, cancellationToken);
    }

    private SqlFunctions Called() => new(_pipeline.Nodes.SelectMany(n => unit.Document.Binding(new NodeId(n)).Called));

    private List<PipelineSource> Collections() => [.. _pipeline.Sources.Where(s => !s.IsArgument)];

    private IEnumerable<FunctionDescriptor> Functions() => _pipeline.Nodes.Select(n => unit.Document.Binding(new NodeId(n)).Function).OfType<FunctionDescriptor>();

    // What is read into a table has nothing of its reference left. An argument, another source or another function behind the reader may bring names in.
    private bool NamesEndInTables() =>
        _pipeline is { Result: ResultKind.Tables, Sources: [{ IsArgument: false }] } && _pipeline.Nodes.All(n => unit.Document.Binding(new NodeId(n)).Called.IsEmpty)
        && Functions().SkipWhile(f => !f.DropsReferences).ToArray() is [_, .. var behind] && Array.TrueForAll(behind, f => f.Kind == FunctionKind.Table);

    // Queries over tables and nothing else: between them a table stays a file.
    private bool IsAllSql() => Functions().All(f => f.Kind == FunctionKind.Table) && Collections().TrueForAll(IsTable);

    private bool HasTables() =>
        _pipeline.Result is ResultKind.Tables or ResultKind.Files || _pipeline.Sources.Any(IsTable)
        || Functions().Any(f => f.Kind == FunctionKind.Table || f.Result.Kind == DataTypeKind.Table || f.Parameters.Any(p => p.Type.Kind == DataTypeKind.Table));

    private bool IsTable(PipelineSource source) =>
        source.Pipeline is { } from ? unit.Plan.Pipelines[from].Result is ResultKind.Tables or ResultKind.Buckets : KindRuns.Of(unit.Document.Nodes[new NodeId(source.Node)]).GivesTables;

    private async Task<BucketProgram> BucketsAsync(CancellationToken cancellationToken)
    {
        var collections = Collections();
        var source = await TableSourceAsync(collections[0], cancellationToken);
        var files = new InputFiles(stores.Blobs, options, scratch);
        var sandbox = await OpenSandboxAsync(files, collections, Called(), cancellationToken);
        var bounds = collections.Count > 1 ? await TableSourceAsync(collections[1], cancellationToken) : null;
        return new BucketProgram(_pipeline, sandbox, files, source, bounds, NodeOperations.Of(unit.Document.Nodes[new NodeId(_pipeline.Node)], OperationStep.Bucket)!, scratch);
    }

    private async Task<TableSource> TableSourceAsync(PipelineSource source, CancellationToken cancellationToken) =>
        source.SpreadOver is { } parts ? new TableSource.Buckets(source.Node, await OpenAsync(source.Pipeline!.Value, cancellationToken), parts, (int)source.Count)
        : source.Pipeline is { } from
        ? new TableSource.Stored(source.Node, await OpenAsync(from, cancellationToken), TableSource.ColumnsOf(unit.Document, unit.Snapshot, new NodeId(source.Node)))
        : new TableSource.Read((ReadNode)unit.Document.Nodes[new NodeId(source.Node)], unit.Snapshot.Reads[source.Node]);

    private IEnumerable<PartitionSnapshot> PartitionsOf(PipelineSource source)
    {
        var elements = source.ElementsOf(unit.PlanUnit.Tasks);
        return unit.Snapshot.Reads[source.Node].Partitions.Skip((int)elements.First).Take((int)elements.Count);
    }

    private async Task<ITaskProgram> CommitAsync(CancellationToken cancellationToken)
    {
        var files = await OpenAsync(_pipeline.Sources[0].Pipeline!.Value, cancellationToken);
        var source = unit.Plan.Pipelines[_pipeline.Sources[0].Pipeline!.Value];
        var write = (WriteNode)unit.Document.Nodes[new NodeId(_pipeline.Node)];
        return new CommitProgram(
            stores,
            new WriteSchemas(stores, options.Inputs),
            new CommonMetadata(stores.Blobs, options.Inputs.Engine),
            write,
            new CommitIdentity(unit.Origin ?? unit.Job, _pipeline.Token) { Base = BaseOf(write), Others = [.. unit.Document.Nodes.OfType<WriteNode>().Where(w => w.Id != write.Id)] },
            new WrittenResults(source.Token, source.Count, files.Records));
    }

    // The oldest version that this job has read of what it replaces. One that it reads afterwards is not in the snapshot yet.
    private long? BaseOf(WriteNode write) => unit.Document.Nodes.OfType<ReadNode>()
        .Where(read => read.Dataset == write.Dataset)
        .Select(read => unit.Snapshot.Reads.TryGetValue(read.Id.Value, out var found) ? found.LogVersion : null)
        .Min();

    private async Task<ReferenceValues> ReferencesAsync(UnitTables? tables, CancellationToken cancellationToken)
    {
        var references = new ReferenceValues();
        foreach (var source in _pipeline.Sources.Where(s => s.IsArgument))
        {
            if (!IsTable(source))
            {
                var node = new NodeId(source.Node);
                references.Add(source.Node, await ValueOfAsync(source, references, cancellationToken), NodeElements.TypeOf(unit.Document, node), NodeElements.ShapeOf(unit.Document, node, references.Resolve));
            }
            else if (tables is not null)
            {
                // All partitions as one table; they stay as long as the unit runs.
                var from = await TableSourceAsync(source, cancellationToken);
                var files = new List<ParquetFile>();
                for (var i = 0L; i < source.Count; i++) files.AddRange(await from.FilesAsync(i, tables.Arguments, cancellationToken));
                references.Add(source.Node, tables.Over(from.Shape(new ParquetInput(files))));
            }
        }
        return references;
    }

    // What a reference to a node stands for: its value, or the list of its elements.
    private async Task<GraphValue> ValueOfAsync(PipelineSource source, ReferenceValues references, CancellationToken cancellationToken)
    {
        if (source.Pipeline is not { } from)
        {
            var elements = (List<object?>)(await new WholeSource(await ValueSourceAsync(source, typeof(GraphValue), references, cancellationToken), source.Count).GetAsync(0, cancellationToken))!;
            return GraphValue.List([.. elements.Select(e => ClrValues.FromClr(e))]);
        }
        var results = await OpenAsync(from, cancellationToken);
        return unit.Document.Binding(new NodeId(source.Node)).IsCollection
            ? await ReferenceValues.ListAsync(source.Count, unit.Plan.Pipelines[from].Result == ResultKind.Lists, i => results.PartAsync(i, cancellationToken))
            : Element.ReadGraph((await results.PartAsync(source.Part ?? 0, cancellationToken)).Span);
    }

    private async Task<StoredResults> OpenAsync(int pipeline, CancellationToken cancellationToken)
    {
        if (_opened.TryGetValue(pipeline, out var opened)) return opened;
        var source = unit.Plan.Pipelines[pipeline];
        var wanted = new RangeSet(_uses[pipeline].Select(use => PartsOf(use, source)));
        var likely = new LikelyRecords(unit.Plan.EpochOf(source.Token), [.. wanted.Ranges.SelectMany(r => unit.Plan.TasksOf(pipeline, r))]) { Job = unit.Job };
        // What a bundle left before it was interrupted, or in another unit, is no source of it: all that there is.
        var results = wanted.IsEmpty
            ? await StoredResults.OpenAsync(stores, source.Title, source.Token, cancellationToken)
            : await StoredResults.OpenAsync(stores, source.Title, source.Token, wanted, likely, cancellationToken);
        foreach (var use in _uses[pipeline])
            streams.Read(results, use.IsArgument ? new IndexRange(0, long.MaxValue - 1) : use.PartsOf(unit.PlanUnit.Tasks));
        return _opened[pipeline] = results;
    }

    private IndexRange PartsOf(PipelineSource use, Pipeline source) =>
        use.Part is { } part ? new IndexRange(part, part)
        : use.IsArgument ? new IndexRange(0, source.Count - 1)
        : use.PartsOf(unit.PlanUnit.Tasks);
}
