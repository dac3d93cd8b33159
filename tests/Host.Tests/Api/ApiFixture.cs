using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Activities;
using Serverless.Activities.Restarts;
using Serverless.Activities.Stages;
using Serverless.Api;
using Serverless.Api.Access;
using Serverless.Api.Http;
using Serverless.Api.Routes;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Execution;
using Serverless.Graph.Functions;
using Serverless.Storage.Counting;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Resolving;
using Serverless.Tables;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

/// <summary>The API over real parts in this process, asked as a binding would ask it.</summary>
internal sealed class ApiFixture : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancelWatch _cancels = new(TimeProvider.System);
    private EmbeddedEngine _engine = null!;

    public ApiServices Services { get; set; } = null!;

    public DurableRegistry Registry { get; private set; } = null!;

    public static async Task<ApiFixture> StartAsync(string? keys = null, Type? functionsOf = null, PlanOptions? plan = null, TimeSpan? recordEvery = null, StorageCounts? counts = null, ILoggerFactory? logging = null)
    {
        var fixture = new ApiFixture();
        var tables = new Lazy<TableEngine>(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(fixture._folder.Of("tables")).FullName)));
        var blobs = new LocalBlobAccount(fixture._folder.Path, TimeProvider.System);
        var tenants = new Tenants(counts is null ? blobs : new CountingBlobAccount(blobs, counts), TimeProvider.System);
        var catalog = new FunctionCatalogBuilder().Add(BuiltInFunctions.Sql($"1-duckdb-{TableEngine.LibraryVersion}"));
        var functions = (functionsOf is null ? catalog : catalog.Add(functionsOf)).Build();
        var execution = new ExecutionOptions { ScratchFolder = fixture._folder.Of("scratch"), Logging = logging ?? NullLoggerFactory.Instance };
        var resolvers = new ResolverFactory(tables, allowLocalFiles: false);
        var loader = new JobLoader(tenants, functions);
        fixture.Registry = new DurableRegistry()
            .AddJobs(loader, resolvers, recordEvery is { } every ? execution with { RecordEvery = every } : execution, plan ?? new PlanOptions(), fixture._cancels)
            .AddJobRestarts(loader, () => fixture._engine.Client, TimeProvider.System);
        fixture._engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = fixture._folder.Of("hub"), Registry = fixture.Registry, Logging = execution.Logging });
        await fixture._engine.StartAsync(CancellationToken.None);
        fixture.Services = new ApiServices
        {
            Units = (plan ?? new PlanOptions()).Targets,
            Tenants = tenants,
            Functions = functions,
            Resolvers = resolvers,
            Client = fixture._engine.Client,
            Tables = tables,
            ScratchFolder = fixture._folder.Of("api"),
            Keys = ApiKeys.Parse(keys),
            HostName = "test",
            Logging = execution.Logging,
        };
        return fixture;
    }

    public async Task<(int Status, string Body)> SendAsync(string method, string path, string? body = null, bool fromLoopback = true, params (string Name, string Value)[] headers)
    {
        var response = await AnswerAsync(method, path, body, fromLoopback, headers);
        using var text = new MemoryStream();
        if (response.WriteBody is { } write) await write(text, CancellationToken.None);
        return (response.Status, Encoding.UTF8.GetString(text.ToArray()));
    }

    /// <summary>An answer whose body is not asked for yet.</summary>
    public async Task<ApiResponse> AnswerAsync(string method, string path, string? body = null, bool fromLoopback = true, params (string Name, string Value)[] headers)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Host"] = "localhost:7070", ["Content-Type"] = "application/json" };
        foreach (var (name, value) in headers) all[name] = value;
        return await new ApiServer(Services).HandleAsync(
            new ApiRequest { Method = method, Path = Uri.UnescapeDataString(path.Split('?')[0]), Query = QueryOf(path), Headers = all, Body = new MemoryStream(Encoding.UTF8.GetBytes(body ?? "")), FromLoopback = fromLoopback }, CancellationToken.None);
    }

    private static Dictionary<string, string> QueryOf(string path) =>
        path.Split('?').ElementAtOrDefault(1)?.Split('&').ToDictionary(pair => pair.Split('=')[0], pair => Uri.UnescapeDataString(pair.Split('=')[1]), StringComparer.Ordinal) ?? [];

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
