using System.Net.Http.Headers;
using Serverless.Api.Access;
using Serverless.Api.Http;
using Serverless.Engine;
using Serverless.Local.Host;
using Serverless.Local.Hosting;

namespace Serverless.Local.Client;

/// <summary>
/// The way to a host: the one that <c>--host</c> names; or the process that holds the data folder, by what its lock says; or, when nobody holds it, the hub
/// opened in this process.
/// </summary>
internal sealed class HostConnection : IAsyncDisposable
{
    /// <summary>A key for hosts that want one.</summary>
    public const string KeyVariable = "SERVERLESS_API_KEY";

    private readonly LocalHost? _own;
    private bool _runsJobs;

    private HostConnection(HttpClient http, LocalHost? own)
    {
        Http = http;
        _own = own;
    }

    public HttpClient Http { get; }

    /// <summary>Nobody else runs the hub: jobs move only while this process lets them.</summary>
    public bool IsInProcess => _own is not null;

    /// <exception cref="InputException">The URL is none, or the owner of the folder cannot be talked to.</exception>
    public static async Task<HostConnection> OpenAsync(HostSettings settings, string? url, CancellationToken cancellationToken)
    {
        if (url is not null)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new InputException($"--host: '{url}' is no URL, as in http://127.0.0.1:7070.");
            return new HostConnection(Create(new HttpClientHandler(), uri, Environment.GetEnvironmentVariable(KeyVariable), settings.Tenant), null);
        }
        var own = await LocalHost.CreateAsync(settings, cancellationToken);
        try
        {
            await own.OpenAsync(cancellationToken);
            var api = new ApiServer(HostProcess.ServicesOf(own, ApiKeys.None));
            return new HostConnection(Create(new ApiMessageHandler(api), new Uri("http://localhost/"), null, settings.Tenant), own);
        }
        catch (HubInUseException e) when (e.Owner?.Url is { } at)
        {
            await own.DisposeAsync();
            return new HostConnection(Create(new HttpClientHandler(), new Uri(at), e.Owner.Key, settings.Tenant), null);
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the hub's jobs run while this process lives, when nobody else runs them.</summary>
    public async Task RunJobsAsync(CancellationToken cancellationToken)
    {
        if (_own is null) return;
        _runsJobs = true;
        await _own.StartAsync(cancellationToken);
    }

    /// <summary>Lets semaphores answer, whose answers come out of the hub's own steps; jobs stay where they are.</summary>
    public Task RunSemaphoresAsync(CancellationToken cancellationToken) => _own?.StartAsync(cancellationToken, static _ => "This process looks at semaphores only.") ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_own is null) return;
        // Units that end in peace are not taken for what killed their process.
        if (_runsJobs) await _own.DrainAsync();
        await _own.DisposeAsync();
    }

    private static HttpClient Create(HttpMessageHandler handler, Uri address, string? key, string tenant)
    {
        // Streams of events last as long as their jobs.
        var http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        // A key that is one tenant's says whose; a name is for loopback and for operators.
        if (tenant != Execution.Tenants.Default || key is null) http.DefaultRequestHeaders.Add("Serverless-Tenant", tenant);
        return http;
    }
}
