using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Api;
using Serverless.Api.Access;
using Serverless.Api.Batch;
using Serverless.Api.Routes;
using Serverless.Api.Semaphores;
using Serverless.Api.Upkeep;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Local.Hosting;
using Serverless.Store.Cache;
using Serverless.Supervision;
using Serverless.Telemetry;
using Serverless.Telemetry.Logging;

namespace Serverless.Local.Host;

/// <summary>The life of a host: hub, API, queue; told to stop, it drains within ten seconds.</summary>
internal sealed partial class HostProcess(HostSettings settings, string url, ProcessTelemetry telemetry)
{
    private readonly ILogger _log = settings.Logging.CreateLogger("Serverless.Local.Host");

    public const string KeysVariable = "SERVERLESS_API_KEYS";

    private static readonly TimeSpan LookAtFunctions = TimeSpan.FromSeconds(3);

    // Of the ten seconds: what runs gets six to end, answers two, closing the log the rest.
    private static readonly TimeSpan DrainUnits = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan DrainAnswers = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var keys = Keys();
        var address = ListenAddress.Parse(url, keys.RequiresKey);
        // Keys mean that it serves others, who may write to storage: what a job was submitted with is no proof then.
        // Without them callers are on this machine, and reach by themselves what it reaches; what it may run and knows is still not theirs.
        var permissions = settings.Permissions with { PrivateAddresses = settings.Permissions.PrivateAddresses || !keys.RequiresKey };
        await using var host = await HostRuntime.CreateAsync(settings with { AllowLocalFiles = !keys.RequiresKey, Permissions = permissions }, cancellationToken);
        var queues = await QueueAccounts.OpenAsync(settings, cancellationToken);
        await host.OpenAsync(cancellationToken);
        // Callers of this machine who can read the hub's folder prove it by this key.
        var ownerKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        Secrets.Add(ownerKey);
        var services = ServicesOf(host, keys.WithOperator(ownerKey)) with { Scrape = telemetry.ScrapeAsync };
        await using var web = Build(address, settings.Logging);
        var stopping = web.Lifetime.ApplicationStopping;
        var binding = new HttpBinding(new ApiServer(services), settings.Logging.CreateLogger("Serverless.Local.Host"), stopping);
        web.Run(binding.RunAsync);
        await host.RestartHeldAsync(cancellationToken);
        await web.StartAsync(cancellationToken);
        var listens = web.Urls.First();
        host.Announce(new HubOwner(Environment.ProcessId, listens, ownerKey));
        await host.StartAsync(cancellationToken);
        var batch = LoopOf(BatchIntake.QueueName, new BatchReader(new BatchIntake(services, settings.Tenant)));
        var answers = LoopOf(host.Pools.AnswersName, new AnswerReader(host.Client));
        var upkeep = new UpkeepLoop(new HostUpkeep(services), _log, TimeProvider.System).RunAsync(stopping);
        if (host.Loaded.Describe() is { } functions) HasFunctions(_log, functions);
        var watch = Task.WhenAll(WatchFunctionsAsync(host.Loaded, stopping), telemetry.ExportsMetrics ? new SemaphoreWatch(services).RunAsync(stopping) : Task.CompletedTask);
        Listens(_log, listens, settings.DataFolder);
        await WaitForStopAsync(stopping, cancellationToken);
        await DrainAsync(host, web, Task.WhenAll(batch, answers, upkeep, watch));
        return ExitStatus.Done;

        Task LoopOf(string queue, IQueueReader reader) => new QueueLoop(queues.GetQueue(queue), reader, _log, TimeProvider.System).RunAsync(stopping);
    }

    /// <summary>What the API of a local host works with.</summary>
    /// <param name="host">Whose.</param>
    /// <param name="keys">Who may call.</param>
    /// <param name="client">What tells of jobs; null: the host's engine.</param>
    public static ApiServices ServicesOf(HostRuntime host, ApiKeys keys, DurableClient? client = null) => new()
    {
        Units = HostRuntime.PlanOptionsOf().Targets,
        Tenants = host.Tenants,
        Functions = host.Functions,
        Resolvers = host.Resolvers,
        Client = client ?? host.Client,
        Tables = host.LazyTables,
        ScratchFolder = Path.Combine(host.ScratchFolder, "api"),
        Keys = keys,
        HostName = "local",
        Logging = host.Parts.Logging,
        Cache = Cache(),
    };

    // A build takes the time of a look or two; it is told once.
    private async Task WatchFunctionsAsync(LoadedFunctions loaded, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(LookAtFunctions, TimeProvider.System);
        try
        {
            for (var said = ""; await timer.WaitForNextTickAsync(stopping);)
            {
                var changes = loaded.Changes();
                if (changes.Length > 0 && changes != said) FunctionsChanged(_log, changes);
                said = changes;
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private static CacheOptions Cache()
    {
        try
        {
            return CacheOptions.Parse(Environment.GetEnvironmentVariable(CacheOptions.BudgetVariable));
        }
        catch (FormatException e)
        {
            throw new InputException($"{CacheOptions.BudgetVariable}: {e.Message}");
        }
    }

    private async Task DrainAsync(HostRuntime host, WebApplication web, Task loops)
    {
        Stops(_log);
        using var units = new CancellationTokenSource(DrainUnits, TimeProvider.System);
        await Task.WhenAll(host.StopAsync(units.Token), web.StopAsync(CancellationToken.None), loops);
    }

    private static async Task WaitForStopAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        var stop = new TaskCompletionSource();
        await using var told = stopping.Register(stop.SetResult);
        await using var cancelled = cancellationToken.Register(() => stop.TrySetResult());
        await stop.Task;
    }

    private static ApiKeys Keys()
    {
        try
        {
            return ApiKeys.Parse(Environment.GetEnvironmentVariable(KeysVariable));
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{KeysVariable}: {ArgumentText.Of(e)}");
        }
    }

    private static WebApplication Build(ListenAddress address, ILoggerFactory logging)
    {
        // Nothing is read from the folder it is started in, nor from ASPNETCORE_ variables: options and documented variables are all.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls(address.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The API bounds documents itself, and answers with a problem.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = DrainAnswers);
        builder.Services.AddSingleton<IHostLifetime, SignalLifetime>();
        builder.Services.AddSingleton(logging);
        return builder.Build();
    }
}
