using System.Text.Json;
using DurableTask.AzureStorage;
using DurableTask.Core.Entities;
using Serverless.Activities;
using Serverless.Activities.Stages;
using Serverless.Api;
using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Api.Routes;
using Serverless.Azure.Tests.Conformance;
using Serverless.BuiltIns;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Resolving;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Azure.Tests.Jobs;

/// <summary>The flights sample as a job of Durable Task: orchestrations, activities and the API over the adapter, results against one bare query.</summary>
[Collection(nameof(HubAccount))]
[Trait("Needs", "Node")]
public sealed class FlightsJobTests(HubAccount account) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancelWatch _cancels = new(TimeProvider.System);
    private AzureStorageOrchestrationService _hub = null!;
    private DurableTaskEngine _engine = null!;
    private ApiServices _services = null!;

    public async Task InitializeAsync()
    {
        var tables = new Lazy<TableEngine>(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(_folder.Of("tables")).FullName)));
        var tenants = new Tenants(new LocalBlobAccount(_folder.Path, TimeProvider.System), TimeProvider.System);
        var functions = new FunctionCatalogBuilder().AddBuiltIns().Build();
        var resolvers = new ResolverFactory(tables, allowLocalFiles: true);
        var registry = new DurableRegistry().AddJobs(
            new JobLoader(tenants, functions), resolvers, new ExecutionOptions { ScratchFolder = _folder.Of("scratch"), AllowLocalFiles = true }, new PlanOptions { MaxUnitTasks = 2 }, _cancels, () => _engine.Client);
        // Jobs claim what they work on by entities, which the in-memory hub does not have.
        _hub = await account.OpenAsync($"T{Guid.NewGuid():N}");
        _engine = new DurableTaskEngine(registry, _hub, _hub, ((IEntityOrchestrationService)_hub).EntityBackendQueries);
        _services = new ApiServices
        {
            Tenants = tenants,
            Functions = functions,
            Resolvers = resolvers,
            Client = _engine.Client,
            Tables = tables,
            ScratchFolder = _folder.Of("api"),
            HostName = "durable-task",
        };
        await _engine.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        _hub.Dispose();
        if (_services.Tables.IsValueCreated) await _services.Tables.Value.DisposeAsync();
        _cancels.Dispose();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Flights_OverTheAdapter_GiveTheResultOfOneBareQuery()
    {
        await RunAsync("partition.json");
        var job = await RunAsync("job.json");

        var (status, body) = await SendAsync($"/api/jobs/{job.Id}/outputs/delays");
        Assert.Equal(200, status);
        Assert.Equal(await ExpectedAsync(), Rows(body));
        // The log that watchers follow is whole: each unit once, the end last.
        var events = (await SendAsync($"/api/jobs/{job.Id}/events")).Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("event: job.ended", events[^1], StringComparison.Ordinal);
        Assert.Equal(events.Length - 1, events.Where(e => e.StartsWith("id:", StringComparison.Ordinal)).Select(e => e.Split('\n')[0]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Job_ThatFails_TellsTaskAndReason()
    {
        var document = """
            { "version": 1, "name": "bad", "outputs": ["bad"],
              "nodes": { "bad": { "call": "sql", "args": { "query": "SELECT CAST('no number' AS INTEGER) AS n" } } } }
            """u8.ToArray();
        var submitted = await new JobSubmitter(_services.Tenants, _services.Functions, _services.Resolvers, TimeProvider.System)
            .AcceptAsync(_engine.Client, "default", document, new SubmitOptions(), CancellationToken.None);
        await _engine.Client.WaitAsync(JobSubmitter.InstanceOf(submitted.Job), CancellationToken.None);

        using var job = JsonDocument.Parse((await SendAsync($"/api/jobs/{submitted.Job.Id}")).Body);
        Assert.Equal("failed", job.RootElement.GetProperty("status").GetString());
        Assert.Contains("no number", job.RootElement.GetProperty("failureDetails")[0].GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    // As the command line submits it: relative paths start at the sample's folder.
    private async Task<JobKey> RunAsync(string file)
    {
        var path = RepositoryRoot.Of("samples", "flights", file);
        var options = new SubmitOptions { BaseFolder = Path.GetDirectoryName(path), IsAfterDone = true };
        var submitted = await new JobSubmitter(_services.Tenants, _services.Functions, _services.Resolvers, TimeProvider.System)
            .AcceptAsync(_engine.Client, "default", await File.ReadAllBytesAsync(path), options, CancellationToken.None);
        var state = await _engine.Client.WaitAsync(JobSubmitter.InstanceOf(submitted.Job), CancellationToken.None);
        Assert.True(state.Status == InstanceStatus.Completed && state.ReadOutput<JobOutcome>()!.Succeeded, $"{file}: {state.Status}: {state.Failure?.Message} {state.Output}");
        return submitted.Job;
    }

    private async Task<(int Status, string Body)> SendAsync(string path)
    {
        var answer = await new ApiServer(_services).HandleAsync(
            new ApiRequest { Method = "GET", Path = path, Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Host"] = "localhost" }, FromLoopback = true }, CancellationToken.None);
        using var body = new MemoryStream();
        if (answer.WriteBody is { } write) await write(body, CancellationToken.None);
        return (answer.Status, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private async Task<IReadOnlyList<string>> ExpectedAsync()
    {
        var query = new TableQuery("""
            SELECT month(date) AS month, distance // 250 * 250 AS miles, count(*) AS flights, round(sum(delay) / count(*), 1) AS mean, quantile_disc(delay, 0.5) AS median, quantile_disc(delay, 0.9) AS p90
            FROM input WHERE delay IS NOT NULL GROUP BY ALL ORDER BY ALL
            """)
        {
            Inputs = new Dictionary<string, TableInput> { ["input"] = TableInput.Parquet(RepositoryRoot.Of("samples", "flights", "data", "flights-3m.parquet")) },
        };
        using var reader = await _services.Tables.Value.ReadAsync(query);
        using var json = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(json)) JsonRows.WriteArray(reader, writer);
        return Rows(System.Text.Encoding.UTF8.GetString(json.ToArray()));
    }

    // Means are sums of other numbers in another order: equal to ten digits.
    private static IReadOnlyList<string> Rows(string array)
    {
        using var json = JsonDocument.Parse(array);
        return [.. json.RootElement.EnumerateArray().Select(row => string.Join(" | ", row.EnumerateObject().Select(c => $"{c.Name} {(c.Value.ValueKind == JsonValueKind.Number ? c.Value.GetDouble().ToString("G10") : c.Value.GetRawText())}")))];
    }
}
