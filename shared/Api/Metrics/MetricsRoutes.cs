using System.Globalization;
using System.Text;
using Serverless.Api.Catalogs;
using Serverless.Api.Http;
using Serverless.Api.Semaphores;

namespace Serverless.Api.Metrics;

/// <summary>Numbers of the host and of the caller's tenant in Prometheus' text format.</summary>
internal static class MetricsRoutes
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static async Task<ApiResponse> ReadAsync(RouteCall call, CancellationToken cancellationToken)
    {
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        await text.WriteAsync("# HELP serverless_host_info What answers here.\n# TYPE serverless_host_info gauge\n");
        await text.WriteAsync($"serverless_host_info{{host=\"{call.Services.HostName}\",version=\"{CatalogRoutes.Version}\"}} 1\n");
        await SemaphoreMetrics.WriteAsync(text, call.Tenant, await SemaphoreRoutes.Handlers(call).ViewsAsync(cancellationToken));
        return ApiResponse.Bytes(200, Encoding.UTF8.GetBytes(text.ToString()), ContentType);
    }
}
