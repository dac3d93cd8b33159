using System.Diagnostics;
using System.Diagnostics.Metrics;
using Serverless.Jobs.Tracing;

namespace Serverless.Api.Observing;

/// <summary>What the interface measures.</summary>
internal static class ApiInstruments
{
    private const string Name = "Serverless.Api";

    private static readonly Meter Meter = new(Name);

    private static readonly ActivitySource Source = new(Name);

    public static readonly Histogram<double> RequestDuration = Meter.CreateHistogram(
        "serverless.api.request.duration",
        "s",
        "From a request's arrival to the head of its answer, by method, route and status.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 20] });

    public static readonly Counter<long> JobsSubmitted = Meter.CreateCounter<long>("serverless.jobs.submitted", "{job}", "Jobs that this process accepted and had not seen before.");

    public static readonly Counter<long> MessagesRejected = Meter.CreateCounter<long>("serverless.queue.rejected", "{message}", "Messages of the queue 'jobs' that cannot be a job.");

    private static (string Host, string Version)? _host;

    static ApiInstruments() => Meter.CreateObservableGauge(
        "serverless.host.info",
        static () => _host is { } host ? [new Measurement<int>(1, new("host", host.Host), new("version", host.Version))] : Array.Empty<Measurement<int>>(),
        unit: null,
        "What answers here: always 1.");

    /// <summary>Tells what this process is.</summary>
    public static void IsHost(string host, string version) => _host = (host, version);

    /// <summary>Starts a span; null when there is no listener, or the caller's trace is not recorded.</summary>
    public static Activity? Start(string name, ActivityKind kind, TraceContext? parent)
    {
        if (!Source.HasListeners()) return null;
        // A web framework begins an activity for itself, which is not recorded: below it nothing would be recorded either.
        if (parent is null && Activity.Current is { Recorded: false }) Activity.Current = null;
        return Source.StartActivity(name, kind, parent?.ToParent() ?? default);
    }
}
