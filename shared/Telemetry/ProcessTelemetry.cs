using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Serverless.Telemetry;

/// <summary>
/// OpenTelemetry of one process: hands over what every meter and every source of ours measures, by OTLP where the environment names a collector, and as text
/// for Prometheus. Disposing it sends what is left, for five seconds at most.
/// </summary>
public sealed class ProcessTelemetry : IDisposable
{
    /// <summary>All of ours; a user's own follow this pattern or are added by their program.</summary>
    private const string Ours = "Serverless.*";

    private const int LeaveMilliseconds = 5000;

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;
    private readonly PrometheusText? _text;

    private ProcessTelemetry(TelemetrySettings settings, TracerProvider? traces, MeterProvider? metrics, PrometheusText? text) =>
        (ExportsMetrics, _traces, _metrics, _text) = (settings.Metrics, traces, metrics, text);

    /// <summary>Whether metrics are pushed.</summary>
    public bool ExportsMetrics { get; }

    /// <summary>Begins. Nothing is measured before, nor when neither is asked for.</summary>
    /// <param name="settings">What is exported.</param>
    /// <param name="service">Name of the service, unless <c>OTEL_SERVICE_NAME</c> has another.</param>
    /// <param name="version">Of this program.</param>
    /// <param name="isScraped">Whether <see cref="ScrapeAsync"/> is to work.</param>
    public static ProcessTelemetry Start(TelemetrySettings settings, string service, string? version, bool isScraped)
    {
        // The environment's attributes come last: they are the operator's.
        var resource = ResourceBuilder.CreateEmpty().AddService(service, serviceVersion: version).AddTelemetrySdk().AddEnvironmentVariableDetector();
        var traces = settings.Traces ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Ours).AddOtlpExporter().Build() : null;
        MeterProvider? metrics = null;
        if (settings.Metrics || isScraped)
        {
            var builder = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Ours);
            if (settings.Metrics) builder.AddOtlpExporter();
            if (isScraped) builder.AddPrometheusExporter(PrometheusText.Configure);
            metrics = builder.Build();
        }
        return new ProcessTelemetry(settings, traces, metrics, isScraped ? new PrometheusText(metrics!) : null);
    }

    /// <summary>All metrics, as Prometheus reads them (version 0.0.4 of its text format).</summary>
    /// <exception cref="InvalidOperationException">It was started without.</exception>
    public Task<string> ScrapeAsync(CancellationToken cancellationToken) =>
        (_text ?? throw new InvalidOperationException("This process keeps no metrics for scrapes.")).WriteAsync(cancellationToken);

    public void Dispose()
    {
        _traces?.Shutdown(LeaveMilliseconds);
        _traces?.Dispose();
        _metrics?.Shutdown(LeaveMilliseconds);
        _metrics?.Dispose();
        _text?.Dispose();
    }
}
