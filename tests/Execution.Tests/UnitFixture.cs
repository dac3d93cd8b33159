using System.Globalization;
using System.Text;
using Serverless.Execution.Assignments;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;
using Serverless.Storage;
using Serverless.Storage.Conformance.Faults;
using Serverless.Storage.Counting;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Resolving;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Execution.Tests;

/// <summary>Resolves, plans and runs documents in this process, without orchestrations: a stage's units one after the other, over blobs that are not local files.</summary>
internal sealed class UnitFixture : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<TableEngine> _tables;
    private readonly FunctionCatalog _functions;

    public UnitFixture(FunctionCatalog functions, FaultPlan? faults = null)
    {
        _functions = functions;
        _tables = new(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(_folder.Of("tables")).FullName)));
        // Behind a layer, also one that fails no call, nothing shows that blobs are files: they are fetched as from a remote store.
        var remote = new FaultingBlobAccount(new LocalBlobAccount(_folder.Of("store"), TimeProvider.System), faults ?? new FaultPlan(failingCall: 0, afterEffect: false));
        Stores = new TenantStores("default", new CountingBlobAccount(remote, Counts).GetContainer("default"), TimeProvider.System);
        Options = new ExecutionOptions { ScratchFolder = _folder.Of("scratch") };
    }

    public StorageCounts Counts { get; } = new();

    public TenantStores Stores { get; }

    public ExecutionOptions Options { get; set; }

    /// <summary>Of a unit.</summary>
    public long MaxTasks { get; set; } = 1;

    /// <summary>Of a unit.</summary>
    public TimeSpan? Budget { get; set; }

    /// <summary>As if statistics said so of every pipeline.</summary>
    public long? LearnedBytes { get; set; }

    /// <summary>Units run as second runs beside first ones.</summary>
    public bool IsSpeculative { get; set; }

    /// <summary>Cancelled when another run of the same unit was first.</summary>
    public CancellationToken Superseded { get; set; }

    /// <summary>What units left in the scratch folder, the inputs' cache aside.</summary>
    public IEnumerable<string> Leftovers =>
        Directory.Exists(Options.ScratchFolder) ? Directory.GetFileSystemEntries(Options.ScratchFolder).Where(e => !Path.GetFileName(e).StartsWith("inputs-", StringComparison.Ordinal)) : [];

    /// <summary>Writes the result of a query to a blob.</summary>
    public async Task<long> WriteAsync(string blob, string sql, int rowGroup = 122_880)
    {
        var path = _folder.Of(Guid.NewGuid().ToString("N"));
        await _tables.Value.WriteParquetAsync(new TableQuery(sql), path, new ParquetWriteOptions { RowGroupSize = rowGroup });
        await using var content = File.OpenRead(path);
        return (await Stores.Blobs.UploadAsync(new BlobName(blob), content, BlobCondition.None, CancellationToken.None)).Length;
    }

    /// <summary>Runs a document with one output; what its units ended as, in order.</summary>
    public async Task<(IReadOnlyList<UnitOutcome> Units, string Token)> RunAsync(string nodes, string output, CancellationToken cancel = default)
    {
        var document = JobParser.Parse(Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "test", "nodes": { {{nodes}} }, "outputs": ["{{output}}"] }"""), _functions).Require();
        var snapshot = await new ResolverFactory(_tables, allowLocalFiles: false).Create(Stores).ResolveAsync(document, null, null, CancellationToken.None);
        var tokens = NodeTokens.Compute(document, snapshot.Reads.ToDictionary(r => new NodeId(r.Key), r => TokenOf(r.Value.Version)), "job");
        var pipelineGraph = PipelineBuilder.Create(document, snapshot, [.. document.Nodes.Select((_, i) => tokens[i])]);
        var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
        while (cull.Current is not null) cull.Recorded([]);
        var (units, blocks) = UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, new UnitSizing { Slots = 1, MaxTasks = MaxTasks, SecondsPerElement = static _ => 1e-9 });
        var plan = new StagePlan { Stage = 1, Snapshot = "s", Pipelines = pipelineGraph.Pipelines, Units = units, Blocks = blocks, IsLast = true, FoundRanges = 0, FoundElements = 0 };
        var runner = new UnitRunner(Stores, Options);
        var outcomes = new List<UnitOutcome>();
        for (var unit = 0; unit < units.Length; unit++)
        {
            outcomes.Add(await runner.RunAsync(
                new UnitAssignment { Job = "job", Document = document, Snapshot = snapshot, Plan = plan, PlanName = "plans/test", Unit = unit, Attempt = 1, LearnedBytes = LearnedBytes, Budget = Budget, IsSpeculative = IsSpeculative, Superseded = Superseded }, cancel, CancellationToken.None));
        }
        return (outcomes, pipelineGraph.Pipelines[pipelineGraph.StoredBy[output].Pipeline].Token);
    }

    /// <summary>The values of the only row of a table output's only part.</summary>
    public async Task<IReadOnlyList<string>> RowAsync(string token, long index = 0)
    {
        var path = _folder.Of($"{Guid.NewGuid():N}.parquet");
        await (await StoredResults.OpenAsync(Stores, "output", token, CancellationToken.None)).SaveAsync(index, path, CancellationToken.None);
        using var reader = await _tables.Value.ReadAsync(new TableQuery("FROM input") { Inputs = new Dictionary<string, TableInput> { ["input"] = TableInput.Parquet(path) } });
        Assert.True(reader.Read());
        Assert.Equal(1, reader.RowCount);
        return [.. Enumerable.Range(0, reader.Schema.Columns.Count).Select(i => Convert.ToString(reader.Column(i).Value(0), CultureInfo.InvariantCulture)!)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_tables.IsValueCreated) await _tables.Value.DisposeAsync();
        _folder.Dispose();
    }

    private static Token TokenOf(string version)
    {
        var writer = new TokenWriter();
        writer.String(version);
        return writer.Finish();
    }
}
