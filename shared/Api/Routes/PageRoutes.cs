using Serverless.Api.Http;
using Serverless.Dashboard;

namespace Serverless.Api.Routes;

/// <summary>The web page's files. They are open: what they show is asked for with the caller's key.</summary>
internal static class PageRoutes
{
    // Nothing from elsewhere, nothing inline: text that the page shows cannot run, no matter who wrote it.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static Task<ApiResponse> GetAsync(RouteCall call, CancellationToken cancellationToken) => Task.FromResult(Answer(call.Request, call.Values.GetValueOrDefault("file") ?? ""));

    private static ApiResponse Answer(ApiRequest request, string name)
    {
        if (DashboardFile.Find(name) is not { } file) throw ApiProblemException.NotFound($"There is nothing at '{request.Path}'.");
        (string Name, string Value)[] headers =
            [("ETag", file.Tag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding"), ("Referrer-Policy", "no-referrer"), ("Content-Security-Policy", Policy)];
        if (request.Header("If-None-Match") == file.Tag) return ApiResponse.Empty(304, headers);
        return request.Header("Accept-Encoding")?.Contains("gzip", StringComparison.OrdinalIgnoreCase) == true
            ? ApiResponse.Bytes(200, file.Compressed, file.ContentType, [.. headers, ("Content-Encoding", "gzip")])
            : ApiResponse.Bytes(200, file.Content, file.ContentType, headers);
    }
}
