using System.Collections.Concurrent;

namespace Serverless.FunctionsHost.Http;

/// <summary>Requests whose functions have not been called yet, by the call's id, which the worker knows them by.</summary>
internal sealed class OpenRequests(HttpMessageInvoker client)
{
    private readonly ConcurrentDictionary<string, HttpContext> _open = new(StringComparer.Ordinal);

    /// <summary>Keeps a request until its function is called.</summary>
    /// <returns>The call's id.</returns>
    public string Open(HttpContext context)
    {
        var call = Guid.NewGuid().ToString();
        context.Request.Headers["x-ms-invocation-id"] = call;
        _open[call] = context;
        return call;
    }

    /// <summary>Sends a request on to the worker, and its answer to anyone who asked, as it comes.</summary>
    public async Task ForwardAsync(string call, Uri worker)
    {
        if (!_open.TryRemove(call, out var context)) return;
        try
        {
            using var request = RequestOf(context.Request, worker);
            using var answer = await client.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            {
                if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)) context.Response.Headers[name] = values.ToArray();
            }
            await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            await CopyAsync(body, context.Response.Body, context.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // The one who asked went away, or the worker did.
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status502BadGateway;
            else context.Abort();
        }
    }

    private static HttpRequestMessage RequestOf(HttpRequest from, Uri worker)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(worker, from.Path.ToUriComponent() + from.QueryString.ToUriComponent()));
        if (from.ContentLength is not null || from.ContentType is not null || from.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(from.Body);
        foreach (var (name, values) in from.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray())) request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }
        request.Headers.TransferEncodingChunked = null;
        return request;
    }

    // Events must not wait for a full buffer.
    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await to.FlushAsync(cancellationToken);
        }
    }
}
