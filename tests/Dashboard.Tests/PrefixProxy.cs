using System.Net;
using Serverless.Testing;

namespace Serverless.Dashboard.Tests;

/// <summary>A reverse proxy on this machine that gives a host another path.</summary>
internal sealed class PrefixProxy : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _host;
    private readonly string _prefix;
    private readonly Task _loop;

    private PrefixProxy(Uri host, string prefix, int port)
    {
        (_host, _prefix) = (host, prefix);
        Url = new Uri($"http://127.0.0.1:{port}{prefix}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _loop = LoopAsync();
    }

    public Uri Url { get; }

    public static PrefixProxy Start(Uri host, string prefix) => new(host, prefix, Azurite.FreePort());

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
        _client.Dispose();
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            _ = PassAsync(context);
        }
    }

    private async Task PassAsync(HttpListenerContext context)
    {
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), new Uri(_host, context.Request.RawUrl![(_prefix.Length + 1)..]));
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Transfer-Encoding" or "Content-Length"))) context.Response.Headers[name] = string.Join(", ", values);
            context.Response.SendChunked = true;
            await using var body = await answer.Content.ReadAsStreamAsync();
            await body.CopyToAsync(context.Response.OutputStream);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or HttpRequestException or ObjectDisposedException)
        {
            // One side went away.
            context.Response.Abort();
        }
    }
}
