using System.IO.Pipelines;
using System.Net;
using Serverless.Api.Http;
using Serverless.Api.Routes;

namespace Serverless.Local.Client;

/// <summary>Answers requests by the API in this process: the client verbs are the same whether a host runs or not.</summary>
internal sealed class ApiMessageHandler(ApiServer api) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        headers["Host"] = "localhost";
        var answer = await api.HandleAsync(
            new ApiRequest
            {
                Method = request.Method.Method,
                Path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath),
                Query = Query(request.RequestUri.Query),
                Headers = headers,
                Body = request.Content is null ? Stream.Null : await request.Content.ReadAsStreamAsync(cancellationToken),
                FromLoopback = true,
            },
            cancellationToken);
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StreamContent(Body(answer, cancellationToken)), RequestMessage = request };
        foreach (var (name, value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return response;
    }

    private static Stream Body(ApiResponse answer, CancellationToken cancellationToken)
    {
        if (answer.WriteBody is not { } write) return Stream.Null;
        var pipe = new Pipe();
        _ = CopyAsync();
        return pipe.Reader.AsStream();

        async Task CopyAsync()
        {
            try
            {
                await write(pipe.Writer.AsStream(leaveOpen: true), cancellationToken);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception e)
            {
                // The reader gets it.
                await pipe.Writer.CompleteAsync(e);
            }
        }
    }

    private static Dictionary<string, string> Query(string query) => query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2))
        .ToDictionary(p => Uri.UnescapeDataString(p[0]), p => p.Length > 1 ? Uri.UnescapeDataString(p[1]) : "", StringComparer.Ordinal);
}
