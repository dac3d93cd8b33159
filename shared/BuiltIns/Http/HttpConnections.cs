using System.Net;
using System.Net.Sockets;
using Serverless.Graph.Functions;

namespace Serverless.BuiltIns.Http;

/// <summary>The process's connections to servers: one pool for all tasks.</summary>
internal static class HttpConnections
{
    // Long enough to be used again, short enough to follow a change of the name's address.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(30);

    private static readonly Lazy<HttpClient> Anywhere = new(() => ClientOf(Handler()));
    private static readonly Lazy<HttpClient> PublicOnly = new(() => ClientOf(PublicHandler()));

    /// <summary>What the task may do, on each request: what is refused is told in the words of its host.</summary>
    public static readonly HttpRequestOptionsKey<JobPermissions> Permissions = new("serverless.permissions");

    public static HttpClient Of(JobPermissions permissions) => (permissions.PrivateAddresses ? Anywhere : PublicOnly).Value;

    // Redirects are followed by us, who look where to; no cookies and no credentials of this process.
    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = Lifetime,
        ConnectTimeout = ConnectTime,
        AutomaticDecompression = DecompressionMethods.None,
        // A trace of a document's address would have its query in it.
        ActivityHeadersPropagator = null,
    };

    // A proxy would look names up where we do not see it.
    private static SocketsHttpHandler PublicHandler()
    {
        var handler = Handler();
        handler.UseProxy = false;
        handler.ConnectCallback = ConnectAsync;
        return handler;
    }

    private static HttpClient ClientOf(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    // Looked at where the connection is made: a name may mean another address each time it is looked up.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (Array.Exists(addresses, HttpRules.IsPrivate))
        {
            var permissions = context.InitialRequestMessage.Options.TryGetValue(Permissions, out var known) ? known : JobPermissions.None;
            throw new HttpFinalException(permissions.PrivateAddressProblem(host));
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
