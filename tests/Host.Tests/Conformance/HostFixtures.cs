using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests.Conformance;

/// <summary>The host that <c>SERVERLESS_HOST_URL</c> names (with <c>SERVERLESS_HOST_KEY</c>), or else one on local storage. </summary>
public sealed class NamedHost : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private HostProgram? _host;

    public async Task InitializeAsync()
    {
        if (Url is null) _host = await HostProgram.StartAsync(_folder.Of("data"));
    }

    public Task DisposeAsync()
    {
        _host?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _folder.Dispose();

    public JobHostClient Connect() => _host?.Connect() ?? new JobHostClient(new Uri(Url!), Environment.GetEnvironmentVariable("SERVERLESS_HOST_KEY"));

    private static string? Url => Environment.GetEnvironmentVariable("SERVERLESS_HOST_URL");
}

/// <summary>A host whose blobs and queues are on Azurite. </summary>
public sealed class AzuriteHost : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private Azurite _azurite = null!;
    private HostProgram _host = null!;

    public async Task InitializeAsync()
    {
        _azurite = await Azurite.StartAsync();
        _host = await HostProgram.StartAsync(_folder.Of("data"), _azurite.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        _host.Dispose();
        await _azurite.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    public JobHostClient Connect() => _host.Connect();
}
