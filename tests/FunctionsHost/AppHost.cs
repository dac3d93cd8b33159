using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;
using Serverless.FunctionsHost.Bindings;
using Serverless.FunctionsHost.Http;
using Serverless.FunctionsHost.Workers;

namespace Serverless.FunctionsHost;

/// <summary>
/// The app's worker, the extensions that call it, and its HTTP. Not Microsoft's host: no timer schedules (<c>POST /_host/timers/{function}</c> calls one), keys, scaling or throttling.
/// </summary>
internal sealed class AppHost(HostedApp options) : IAsyncDisposable
{
    private readonly FaultPlan _faults = new();
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });
    private WebApplication? _web;
    private IHost? _extensions;
    private WorkerSupervisor? _workers;

    public async Task RunAsync()
    {
        _web = Web();
        await _web.StartAsync();
        _workers = _web.Services.GetRequiredService<WorkerSupervisor>();
        var functions = (await _workers.StartAsync(RpcAddress(_web))).Select(AppFunction.Of).ToList();
        var requests = new OpenRequests(_client);
        var triggers = TriggerClass.Make(functions);
        var extensions = Extensions(triggers, new FunctionCalls(_workers, functions, requests, _faults));
        await extensions.StartAsync();
        _extensions = extensions;
        var calls = new RequestCalls(new Routes(functions), requests, (JobHost)_extensions.Services.GetRequiredService<IJobHost>(), triggers, _web.Logger);
        _web.Services.GetRequiredService<HostState>().Ready(functions, calls);
        await _web.WaitForShutdownAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_extensions is not null)
        {
            await _extensions.StopAsync();
            _extensions.Dispose();
        }
        _workers?.Dispose();
        if (_web is not null) await _web.DisposeAsync();
        _client.Dispose();
    }

    private WebApplication Web()
    {
        var builder = WebApplication.CreateSlimBuilder();
        Log(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port, static http => http.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static rpc => rpc.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc(static grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        builder.Services.AddSingleton(options).AddSingleton(_faults).AddSingleton<WorkerSupervisor>().AddSingleton<HostState>();
        builder.Services.AddRouting();
        var web = builder.Build();
        web.MapGrpcService<WorkerSupervisor>();
        web.Services.GetRequiredService<HostState>().Map(web);
        return web;
    }

    private IHost Extensions(Type triggers, IFunctionCalls calls) => new HostBuilder()
        .ConfigureAppConfiguration(configuration => configuration.AddEnvironmentVariables().AddInMemoryCollection(options.ReadHostJson()))
        .ConfigureLogging(Log)
        .ConfigureWebJobs(static jobs =>
        {
            jobs.AddAzureStorageQueues();
            jobs.AddDurableTask();
        })
        .ConfigureServices(services => services
            .AddSingleton<ITypeLocator>(new OneType(triggers))
#pragma warning disable CS0618 // Not for everybody, and asked for by the extension.
            .AddSingleton<IWebHookProvider>(new NoWebHooks(options.Port))
#pragma warning restore CS0618
            .AddSingleton(calls))
        .Build();

    private static Uri RpcAddress(WebApplication web)
    {
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.Last());
    }

    private static void Log(ILoggingBuilder logging) => logging
        .ClearProviders()
        .AddSimpleConsole(static console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "))
        .SetMinimumLevel(LogLevel.Warning);

    private sealed class OneType(Type type) : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [type];
    }

#pragma warning disable CS0618 // As above.
    // The extension tells its clients where its own HTTP API is; no one asks it here.
    private sealed class NoWebHooks(int port) : IWebHookProvider
    {
        public Uri GetUrl(IExtensionConfigProvider extension) => new($"http://127.0.0.1:{port}/runtime/webhooks");
    }
#pragma warning restore CS0618
}
