using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.DurableTask.Client;
using Serverless.Api.Http;
using Serverless.Api.Routes;

namespace Serverless.Azure.Hosting;

/// <summary>Translates a request for <see cref="ApiServer"/> and its answer back; decides nothing.</summary>
internal static class HttpBinding
{
    public static async Task<IResult> AnswerAsync(this AzureHost host, HttpRequest request, DurableTaskClient client)
    {
        var answer = await new ApiServer(host.Services(client)).HandleAsync(
            new ApiRequest
            {
                Method = request.Method,
                Path = request.Path.Value ?? "/",
                Query = request.Query.ToDictionary(q => q.Key, q => q.Value.FirstOrDefault() ?? "", StringComparer.Ordinal),
                Headers = request.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value.AsEnumerable()), StringComparer.OrdinalIgnoreCase),
                Body = request.Body,
                // The worker's peer is the Functions host, wherever the caller is: everybody needs a key.
                FromLoopback = false,
            },
            request.HttpContext.RequestAborted);
        return new Answer(answer);
    }

    private sealed class Answer(ApiResponse response) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = response.Status;
            foreach (var (name, value) in response.Headers) httpContext.Response.Headers[name] = value;
            if (response.WriteBody is not { } write) return;
            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await write(httpContext.Response.Body, httpContext.RequestAborted);
        }
    }
}
