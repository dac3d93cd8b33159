using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Serverless.Logic.Observing;

/// <summary>What orchestrations measure. Recorded where code is not replayed: once for each step, and once more for a step that a crash undid.</summary>
internal static class LogicInstruments
{
    private const string Name = "Serverless.Logic";

    private static readonly Meter Meter = new(Name);

    /// <summary>Spans of jobs, stages and blocks.</summary>
    public static readonly ActivitySource Source = new(Name);

    public static readonly Counter<long> JobsStarted = Meter.CreateCounter<long>("serverless.jobs.started", "{job}", "Jobs that began to run.");

    public static readonly Counter<long> JobsEnded = Meter.CreateCounter<long>("serverless.jobs.ended", "{job}", "Jobs that ended, by how.");

    public static readonly Histogram<double> JobDuration = Meter.CreateHistogram<double>(
        "serverless.job.duration",
        "s",
        "From a job's first step to its last.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 43200] });
}
