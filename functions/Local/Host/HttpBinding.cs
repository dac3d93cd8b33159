using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Serverless.Api.Http;
using Serverless.Api.Routes;

namespace Serverless.Local.Host;

/// <summary>Between Kestrel and the API: translates, and decides nothing.</summary>
internal sealed partial class HttpBinding(ApiServer api, ILogger log, CancellationToken stopping)
{
    public async Task RunAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            // A request that came before the host was told to stop is answered; only streams end with it.
            await SendAsync(context.Response, await api.HandleAsync(RequestOf(context), context.RequestAborted), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client went away, or a stream ends because the host does: the client comes back with the last event's id.
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            BrokeOff(log, e, context.Request.Method, context.Request.Path);
            context.Abort();
        }
    }

    private static async Task SendAsync(HttpResponse response, ApiResponse answer, CancellationToken cancellationToken)
    {
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        if (answer.WriteBody is not { } write) return;
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await write(response.Body, cancellationToken);
    }

    private static ApiRequest RequestOf(HttpContext context) => new()
    {
        Method = context.Request.Method,
        Path = context.Request.Path.Value ?? "/",
        Query = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.FirstOrDefault() ?? "", StringComparer.Ordinal),
        Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        Body = context.Request.Body,
        FromLoopback = IsLocal(context),
    };

    // What a proxy on this machine hands on comes from elsewhere.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
}
