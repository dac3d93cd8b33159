using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Activities.Eager;
using Serverless.Activities.Stages;
using Serverless.Api.Jobs;
using Serverless.BuiltIns;
using Serverless.Datasets;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Resolving;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>Jobs over datasets: the activities of a job one after the other, over real blobs and DuckDB. A job that runs again under its id is a retried one.</summary>
internal sealed class DatasetFixture : IAsyncDisposable
{
    private const string Tenant = "acme";

    private readonly CancelWatch _cancels = new(TimeProvider.System);
    private readonly Tenants _tenants;
    private readonly TableEngine _engine;
    private readonly ResolverFactory _resolvers;
    private readonly FunctionCatalog _functions = new FunctionCatalogBuilder().AddBuiltIns().Build();
    private readonly EagerJobs _jobs;
    private readonly ExecutionOptions _execution;
    private int _reads;

    public DatasetFixture(Func<IBlobAccount, IBlobAccount>? over = null)
    {
        IBlobAccount account = new LocalBlobAccount(Folder.Of("blobs"), TimeProvider.System);
        _tenants = new Tenants(over?.Invoke(account) ?? account, TimeProvider.System);
        _engine = new TableEngine(new EngineOptions(Directory.CreateDirectory(Folder.Of("tables")).FullName));
        _resolvers = new ResolverFactory(new Lazy<TableEngine>(_engine), allowLocalFiles: true);
        _execution = new ExecutionOptions { ScratchFolder = Folder.Of("scratch"), AllowLocalFiles = true };
        _jobs = new EagerJobs(new JobLoader(_tenants, _functions), _resolvers, _execution, _cancels);
    }

    public TempFolder Folder { get; } = new();

    public TenantStores Stores => _tenants[Tenant];

    public JobSubmitter Submitter => new(_tenants, _functions, _resolvers, TimeProvider.System);

    /// <summary>A node that writes what a query gives.</summary>
    public static string Write(string sql, string mode = "append", string partitionBy = "", string dataset = "d") =>
        $$"""{ "nodes": { "t": { "call": "sql", "args": [{{JsonSerializer.Serialize(sql)}}] }, "w": { "write": { "dataset": "{{dataset}}", "mode": "{{mode}}", "partitionBy": [{{partitionBy}}] }, "over": "t" } }, "outputs": ["w"] }""";

    /// <summary>Writes lists of records, each of which is an element.</summary>
    public static string WriteRecords(string lists, string mode = "append", string partitionBy = "") =>
        $$"""{ "nodes": { "t": { "items": [{{lists}}] }, "w": { "write": { "dataset": "d", "mode": "{{mode}}", "partitionBy": [{{partitionBy}}] }, "over": "t" } }, "outputs": ["w"] }""";

    public async Task<JobOutcome> RunAsync(string job, string nodes)
    {
        var bytes = Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"test\", {nodes.Trim()[1..]}");
        var document = JobParser.Parse(bytes, _functions).Require();
        return await _jobs.RunAsync(new JobKey(Tenant, job), document, Folder.Path, CancellationToken.None);
    }

    public async Task DoneAsync(string job, string nodes)
    {
        var outcome = await RunAsync(job, nodes);
        Assert.True(outcome.Succeeded, string.Join('\n', outcome.Failures.Select(f => f.Message)));
    }

    /// <summary>Runs a job that fails; what it says.</summary>
    public async Task<string> FailedAsync(string job, string nodes)
    {
        var outcome = await RunAsync(job, nodes);
        Assert.False(outcome.Succeeded);
        return Assert.Single(outcome.Failures).Message;
    }

    /// <summary>Resolves and plans a job, does something, and runs its units; what the first failure says.</summary>
    public async Task<string?> FailureAfterAsync(string job, string nodes, Func<Task> between, Func<Task>? beforeCommit = null)
    {
        var bytes = Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"test\", {nodes.Trim()[1..]}");
        var loader = new JobLoader(_tenants, _functions);
        var (key, context) = (new JobKey(Tenant, job), new ActivityContext(new InstanceId($"{Tenant}~{job}"), "test"));
        await Stores.Jobs.PutBytesAsync(job, JobBlobs.Document, bytes, CancellationToken.None);
        await Stores.Jobs.PutAsync(job, JobBlobs.Submission, new Submission { Name = "test", DocumentHash = "", SubmittedAt = DateTimeOffset.UnixEpoch, BaseFolder = Folder.Path }, CancellationToken.None);
        var snapshot = (await new ResolveActivity(loader, _resolvers).RunAsync(context, new StageRequest(key, 0, null), CancellationToken.None)).Snapshot;
        var plan = await new PlanActivity(loader, new PlanOptions { Slots = 1, SplitsUnits = false, SpeculateAfter = null }).RunAsync(context, new StageRequest(key, 0, snapshot), CancellationToken.None);
        await between();
        for (var unit = 0; unit < plan.Units; unit++)
        {
            if (unit == plan.Units - 1 && beforeCommit is not null) await beforeCommit();
            var report = await new RunUnitActivity(loader, _execution, _cancels).RunAsync(context, new UnitRequest(key, 0, plan.Plan, unit, 1), CancellationToken.None);
            if (report.Failure is { } failure) return failure.Message;
        }
        return null;
    }

    /// <summary>Rows of a query over a dataset, each as one text.</summary>
    public async Task<List<string>> ReadAsync(string sql = "SELECT * FROM input ORDER BY ALL", string read = "", string dataset = "d")
    {
        var job = $"read{++_reads}";
        await DoneAsync(job, $$"""{ "nodes": { "r": { "read": { "dataset": "{{dataset}}" {{read}} } }, "q": { "call": "sql", "over": { "input": "r" }, "args": [{{JsonSerializer.Serialize(sql)}}], "policy": { "cache": "none" } } }, "outputs": ["q"] }""");
        return await OutputAsync(job, "q");
    }

    public async Task<List<string>> OutputAsync(string job, string node)
    {
        var outputs = (await Stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(job, JobBlobs.Outputs, CancellationToken.None))!;
        var folder = Directory.CreateDirectory(Folder.Of($"out-{job}")).FullName;
        var files = await OutputFiles.SaveAsync(Stores, outputs[node], folder, CancellationToken.None);
        return await RowsAsync(new TableQuery("FROM input") { Inputs = new Dictionary<string, TableInput> { ["input"] = TableInput.Parquet(files) } });
    }

    /// <summary>Rows of a query by itself.</summary>
    public Task<List<string>> RowsAsync(string sql) => RowsAsync(new TableQuery(sql));

    private async Task<List<string>> RowsAsync(TableQuery query)
    {
        var rows = new List<string>();
        using var reader = await _engine.ReadAsync(query);
        while (reader.Read())
        {
            for (var row = 0; row < reader.RowCount; row++)
                rows.Add(string.Join('|', Enumerable.Range(0, reader.Schema.Columns.Count).Select(c => Convert.ToString(reader.Column(c).Value(row), CultureInfo.InvariantCulture))));
        }
        return rows;
    }

    public async Task<DatasetManifest> ManifestAsync() => (await Stores.Datasets.LoadAsync(new DatasetId("d"), CancellationToken.None)).Manifest;

    /// <summary>Writes the result of a query to a blob.</summary>
    public async Task PutParquetAsync(string blob, string sql)
    {
        var path = Folder.Of($"{Guid.NewGuid():N}.parquet");
        await _engine.WriteParquetAsync(new TableQuery(sql), path);
        await using var content = File.OpenRead(path);
        await Stores.Blobs.UploadAsync(new BlobName(blob), content, BlobCondition.None, CancellationToken.None);
    }

    /// <summary>Deletes what no manifest names, as a collector of another program does.</summary>
    public async Task CollectAsync()
    {
        var used = (await ManifestAsync()).Partitions.Values.SelectMany(p => p.Files.Values).ToHashSet(StringComparer.Ordinal);
        foreach (var file in (await Stores.Datasets.FilesAsync(new DatasetId("d"), CancellationToken.None)).Keys.Where(f => f.EndsWith(".parquet", StringComparison.Ordinal) && !used.Contains(f)))
            await Stores.Blobs.DeleteAsync(new BlobName(file), BlobCondition.None, CancellationToken.None);
    }

    public async Task<IReadOnlyList<string>> LedgerAsync()
    {
        var names = new List<string>();
        await foreach (var blob in Stores.Blobs.ListAsync("ledger/", CancellationToken.None)) names.Add(blob.Name.Value);
        return names;
    }

    /// <summary>Takes records out of the ledger, as if their hosts had died before they recorded.</summary>
    public async Task ForgetAsync(Func<string, bool> record)
    {
        foreach (var token in (await LedgerAsync()).Where(record).Select(name => name.Split('/')[1]).Distinct(StringComparer.Ordinal))
            await Stores.Ledger.ForgetAsync(token, static _ => true, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _cancels.Dispose();
        Folder.Dispose();
    }
}
