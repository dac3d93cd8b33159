using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Serverless.Api.Semaphores;
using Serverless.Durable;
using Serverless.Local.Client;
using Serverless.Semaphores.State;

namespace Serverless.Local.Semaphores;

/// <summary>The routes for semaphores, typed.</summary>
internal sealed class SemaphoreApi(JobApi api)
{
    private const string Root = "/api/semaphores";

    public async Task<SemaphoreList> ListAsync(CancellationToken cancellationToken) => (await SendAsync<SemaphoreList>(HttpMethod.Get, Root, null, cancellationToken)).Body!;

    public async Task<SemaphoreView> GetAsync(string name, CancellationToken cancellationToken) => (await SendAsync<SemaphoreView>(HttpMethod.Get, Path(name), null, cancellationToken)).Body!;

    public async Task<SemaphoreView> SetAsync(string name, SemaphoreSpec spec, CancellationToken cancellationToken) =>
        (await SendAsync<SemaphoreView>(HttpMethod.Put, Path(name), spec, cancellationToken)).Body!;

    /// <summary>Waits as long as the request says.</summary>
    public async Task<Grant> AcquireAsync(string name, LeaseRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (status, grant) = await SendAsync<Grant>(HttpMethod.Post, $"{Path(name)}/leases", request, cancellationToken);
            if (status == HttpStatusCode.Created) return grant!;
        }
    }

    public Task WithdrawAsync(string name, string request, CancellationToken cancellationToken) =>
        SendAsync<SemaphoreAnswer>(HttpMethod.Delete, $"{Path(name)}/leases?id={Uri.EscapeDataString(request)}", null, cancellationToken);

    /// <exception cref="InputException">The lease is over.</exception>
    public Task HeartbeatAsync(string name, GrantedLease lease, LeaseSign sign, CancellationToken cancellationToken) =>
        SendAsync<SemaphoreAnswer>(HttpMethod.Put, Path(name, lease.Id), sign, cancellationToken);

    /// <exception cref="InputException">It was over, or is somebody else's.</exception>
    public Task ReleaseAsync(string name, string lease, long fence, bool force, CancellationToken cancellationToken) =>
        SendAsync<SemaphoreAnswer>(HttpMethod.Delete, $"{Path(name, lease)}?fence={fence}&force={(force ? "true" : "false")}", null, cancellationToken);

    private static string Path(string name) => $"{Root}/{Uri.EscapeDataString(name)}";

    private static string Path(string name, string lease) => $"{Path(name)}/leases/{Uri.EscapeDataString(lease)}";

    private async Task<(HttpStatusCode Status, T? Body)> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, DurableJson.Options)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await api.SendAsync(request, cancellationToken);
        // Waiting and done have no body of the type that success has.
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created)) return (response.StatusCode, null);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return (response.StatusCode, await JsonSerializer.DeserializeAsync<T>(stream, DurableJson.Options, cancellationToken));
    }
}
