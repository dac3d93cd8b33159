using System.Text;
using Serverless.Activities;
using Serverless.Activities.Restarts;
using Serverless.Api;
using Serverless.Api.Access;
using Serverless.Api.Http;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Execution;
using Serverless.Execution.Resolving;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;
using Serverless.Storage.Local;
using Serverless.Tables;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

/// <summary>The API over real parts in this process, asked as a binding would ask it.</summary>
internal sealed class ApiBench : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancelWatch _cancels = new(TimeProvider.System);
    private EmbeddedEngine _engine = null!;

    public ApiServices Services { get; private set; } = null!;

    public DurableRegistry Registry { get; private set; } = null!;

    public static async Task<ApiBench> StartAsync(string? keys = null, Type? functionsOf = null, PlanOptions? plan = null, TimeSpan? recordEvery = null)
    {
        var bench = new ApiBench();
        var tables = new Lazy<TableEngine>(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(bench._folder.Of("tables")).FullName)));
        var tenants = new Tenants(new LocalBlobAccount(bench._folder.Path, TimeProvider.System), TimeProvider.System);
        var catalog = new FunctionCatalogBuilder().Add(BuiltInFunctions.Sql($"1-duckdb-{TableEngine.LibraryVersion}"));
        var functions = (functionsOf is null ? catalog : catalog.Add(functionsOf)).Build();
        var execution = new ExecutionOptions { ScratchFolder = bench._folder.Of("scratch") };
        var resolvers = new ResolverFactory(tables, allowLocalFiles: false);
        var loader = new JobLoader(tenants, functions);
        bench.Registry = new DurableRegistry()
            .AddJobs(loader, resolvers, recordEvery is { } every ? execution with { RecordEvery = every } : execution, plan ?? new PlanOptions(), bench._cancels)
            .AddJobRestarts(loader, () => bench._engine.Client, TimeProvider.System);
        bench._engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = bench._folder.Of("hub"), Registry = bench.Registry });
        await bench._engine.StartAsync(CancellationToken.None);
        bench.Services = new ApiServices
        {
            Tenants = tenants,
            Functions = functions,
            Resolvers = resolvers,
            Client = bench._engine.Client,
            Tables = tables,
            ScratchFolder = bench._folder.Of("api"),
            Keys = ApiKeys.Parse(keys),
            HostName = "test",
        };
        return bench;
    }

    public async Task<(int Status, string Body)> SendAsync(string method, string path, string? body = null, bool fromLoopback = true, params (string Name, string Value)[] headers)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Host"] = "localhost:7070", ["Content-Type"] = "application/json" };
        foreach (var (name, value) in headers) all[name] = value;
        var response = await new ApiServer(Services).HandleAsync(
            new ApiRequest { Method = method, Path = path, Headers = all, Body = new MemoryStream(Encoding.UTF8.GetBytes(body ?? "")), FromLoopback = fromLoopback }, CancellationToken.None);
        using var text = new MemoryStream();
        if (response.WriteBody is { } write) await write(text, CancellationToken.None);
        return (response.Status, Encoding.UTF8.GetString(text.ToArray()));
    }

    public async ValueTask DisposeAsync()
    {
        // Its activities write into the folder until they end.
        await _engine.StopAsync(CancellationToken.None);
        await _engine.DisposeAsync();
        if (Services.Tables.IsValueCreated) await Services.Tables.Value.DisposeAsync();
        _cancels.Dispose();
        _folder.Dispose();
    }
}
