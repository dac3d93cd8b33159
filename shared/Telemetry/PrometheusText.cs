using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Serverless.Telemetry;

/// <summary>
/// The text that OpenTelemetry's middleware writes for Prometheus. It is called without a server: routes, keys and the tenants' view of it are the API's, the
/// same on every host.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly RequestDelegate _middleware;

    public PrometheusText(MeterProvider metrics)
    {
        _services = new ServiceCollection().AddOptions().AddLogging().BuildServiceProvider();
        var pipeline = new ApplicationBuilder(_services);
        pipeline.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, static _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        _middleware = pipeline.Build();
    }

    public static void Configure(PrometheusAspNetCoreOptions options)
    {
        // A scrape reads durable state first: an answer that was cached would be of before. Names stay as they were before there were scopes.
        options.ScrapeResponseCacheDurationMilliseconds = 0;
        options.ScopeInfoEnabled = false;
    }

    public async Task<string> WriteAsync(CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = _services, RequestAborted = cancellationToken };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/metrics";
        context.Response.Body = body;
        await _middleware(context);
        if (context.Response.StatusCode != StatusCodes.Status200OK) throw new IOException($"Metrics could not be read: the exporter answered {context.Response.StatusCode}.");
        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    public void Dispose() => _services.Dispose();
}
