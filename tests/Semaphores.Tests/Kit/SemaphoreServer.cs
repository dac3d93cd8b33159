using System.Net;
using System.Text.Json;
using Serverless.Api.Semaphores;
using Serverless.Durable;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Kit;

/// <summary>The handlers over HTTP on a free port, for processes of tests.</summary>
internal sealed class SemaphoreServer : IDisposable
{
    private readonly FreeListener _listener = new();
    private readonly Func<DurableClient> _client;

    public SemaphoreServer(Func<DurableClient> client)
    {
        _client = client;
        _ = AcceptAsync();
    }

    public string Url => _listener.Url + "/";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.Listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(HttpListenerContext http)
    {
        try
        {
            var reply = await AnswerAsync(http.Request);
            http.Response.StatusCode = reply.Status;
            if (reply.Body is not null) await JsonSerializer.SerializeAsync(http.Response.OutputStream, reply.Body, reply.Body.GetType(), DurableJson.Options);
            http.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The caller was killed.
        }
        catch (Exception e)
        {
            http.Response.StatusCode = 500;
            http.Response.Close(System.Text.Encoding.UTF8.GetBytes(e.Message), willBlock: false);
        }
    }

    private async Task<SemaphoreReply> AnswerAsync(HttpListenerRequest request)
    {
        var handlers = new SemaphoreHandlers(_client(), SemaphoreHub.Tenant, TimeProvider.System);
        var none = CancellationToken.None;
        var path = request.Url!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..];
        return (request.HttpMethod, path) switch
        {
            ("GET", []) => await handlers.ListAsync(none),
            ("GET", [var name]) => await handlers.ShowAsync(name, none),
            ("PUT", [var name]) => await handlers.SetAsync(name, await BodyAsync<SemaphoreSpec>(request), none),
            ("POST", [var name, "leases"]) => await handlers.AcquireAsync(name, await BodyAsync<LeaseRequest>(request), none),
            ("DELETE", [var name, "leases"]) => await handlers.WithdrawAsync(name, request.QueryString["id"] ?? "", none),
            ("PUT", [var name, "leases", var lease]) => await handlers.HeartbeatAsync(name, lease, await BodyAsync<LeaseSign>(request), none),
            ("DELETE", [var name, "leases", var lease]) =>
                await handlers.ReleaseAsync(name, lease, long.Parse(request.QueryString["fence"] ?? "0"), request.QueryString["owner"] ?? "", request.QueryString["force"] == "true", none),
            _ => SemaphoreReply.NotFound(request.Url.AbsolutePath),
        };
    }

    private static async Task<T> BodyAsync<T>(HttpListenerRequest request) => (await JsonSerializer.DeserializeAsync<T>(request.InputStream, DurableJson.Options))!;
}
