using System.Text;
using Serverless.Api.Http;
using Serverless.Api.Observing;
using Serverless.Api.Semaphores;

namespace Serverless.Api.Routes;

/// <summary>The process's metrics in Prometheus' text format, and of those that name a tenant the caller's alone.</summary>
internal static class MetricsRoutes
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <exception cref="ApiProblemException">404: this host keeps none.</exception>
    public static async Task<ApiResponse> ReadAsync(RouteCall call, CancellationToken cancellationToken)
    {
        if (call.Services.Scrape is not { } scrape) throw ApiProblemException.NotFound("This host keeps no metrics.");
        ApiInstruments.IsHost(call.Services.HostName, CatalogRoutes.Version);
        SemaphoreInstruments.Update(call.Tenant, await SemaphoreRoutes.Handlers(call).ViewsAsync(cancellationToken));
        var text = TenantLines.Of(await scrape(cancellationToken), call.Tenant);
        return ApiResponse.Bytes(200, Encoding.UTF8.GetBytes(text), ContentType);
    }
}
