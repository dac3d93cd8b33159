using System.Net.Http.Headers;
using Serverless.Api;
using Serverless.Api.Access;
using Serverless.Api.Routes;
using Serverless.Engine;
using Serverless.Local.Host;
using Serverless.Local.Hosting;
using Serverless.Supervision;

namespace Serverless.Local.Client;

/// <summary>
/// The way to a host: the one that <c>--host</c> names; or the process that holds the data folder, by what its lock says; or, when no process holds it, the hub
/// opened in this process. Beside a process that cannot be talked to, a <c>run</c>, jobs can be looked at in storage.
/// </summary>
internal sealed class HostConnection : IAsyncDisposable
{
    /// <summary>A key for hosts that want one.</summary>
    public const string KeyVariable = "SERVERLESS_API_KEY";

    private readonly HostRuntime? _own;
    private readonly OwnerWatch? _owner;
    private bool _runsJobs;

    private HostConnection(HttpClient http, HostRuntime? own, OwnerWatch? owner = null)
    {
        Http = http;
        _own = own;
        _owner = owner;
    }

    public HttpClient Http { get; }

    /// <summary>No other process runs the hub: jobs move only while this process lets them.</summary>
    public bool IsInProcess => _own is not null && _owner is null;

    /// <summary>Cancelled when jobs are read from storage, and the process that runs them is gone.</summary>
    public CancellationToken OwnerGone => _owner?.Gone ?? CancellationToken.None;

    /// <param name="settings">Which hub.</param>
    /// <param name="url">A host; null: what the data folder says.</param>
    /// <param name="readsOnly">The verb only looks at jobs: storage tells what it needs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InputException">The URL is none.</exception>
    /// <exception cref="HubInUseException">The owner of the folder cannot be talked to, and the verb changes something.</exception>
    public static async Task<HostConnection> OpenAsync(HostSettings settings, string? url, bool readsOnly, CancellationToken cancellationToken)
    {
        if (url is not null)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new InputException($"--host: '{url}' is no URL, as in http://127.0.0.1:7070.");
            return new HostConnection(Create(new HttpClientHandler(), uri, Environment.GetEnvironmentVariable(KeyVariable), settings.Tenant), null);
        }
        var own = await HostRuntime.CreateAsync(settings, cancellationToken);
        try
        {
            await own.OpenAsync(cancellationToken, isPatient: !readsOnly);
            return new HostConnection(InProcess(settings, HostProcess.ServicesOf(own, ApiKeys.None)), own);
        }
        catch (HubInUseException e) when (e.Owner?.Url is { } at)
        {
            await own.DisposeAsync();
            return new HostConnection(Create(new HttpClientHandler(), new Uri(at), e.Owner.Key, settings.Tenant), null);
        }
        catch (HubInUseException e) when (readsOnly)
        {
            await Console.Error.WriteLineAsync($"Read from storage while {(e.Owner is { } owner ? $"process {owner.ProcessId}" : "another process")} runs this hub; jobs that have not ended show as running.");
            var services = HostProcess.ServicesOf(own, ApiKeys.None, new StoredJobs(own.Tenants, e));
            return new HostConnection(InProcess(settings, services), own, new OwnerWatch(HostSettings.HubFolderOf(settings.DataFolder), TimeProvider.System));
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the hub's jobs run while this process lives, when no other process runs them.</summary>
    public async Task RunJobsAsync(CancellationToken cancellationToken)
    {
        if (!IsInProcess) return;
        _runsJobs = true;
        SupervisedProcess.Begun();
        await _own!.StartAsync(cancellationToken);
    }

    /// <summary>Lets semaphores answer, whose answers come out of the hub's own steps; jobs stay where they are.</summary>
    public Task RunSemaphoresAsync(CancellationToken cancellationToken) => IsInProcess ? _own!.StartAsync(cancellationToken, static _ => "This process looks at semaphores only.") : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_owner is not null) await _owner.DisposeAsync();
        if (_own is null) return;
        // Units that end in peace are not taken for what killed their process.
        if (_runsJobs) await _own.DrainAsync();
        await _own.DisposeAsync();
    }

    private static HttpClient InProcess(HostSettings settings, ApiServices services) => Create(new ApiMessageHandler(new ApiServer(services)), new Uri("http://localhost/"), null, settings.Tenant);

    private static HttpClient Create(HttpMessageHandler handler, Uri address, string? key, string tenant)
    {
        // Streams of events last as long as their jobs.
        var http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        // A key that is one tenant's says whose; a name is for loopback and for operators.
        if (tenant != Store.Tenants.Default || key is null) http.DefaultRequestHeaders.Add("Serverless-Tenant", tenant);
        // The one who calls has a trace already: what is submitted belongs to it.
        if (CallerTrace.FromEnvironment() is { } trace)
        {
            http.DefaultRequestHeaders.Add("traceparent", trace.Parent);
            if (trace.State is { } state) http.DefaultRequestHeaders.Add("tracestate", state);
        }
        return http;
    }
}
