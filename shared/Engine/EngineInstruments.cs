using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Serverless.Engine;

/// <summary>What the engine measures. All of it costs a look at a flag while there is no listener.</summary>
internal static class EngineInstruments
{
    private static readonly Meter Meter = new("Serverless.Engine");

    public static readonly Counter<long> Steps = Meter.CreateCounter<long>("serverless.engine.steps", "{step}", "Steps of orchestrations.");

    public static readonly UpDownCounter<long> ActivitiesRunning = Meter.CreateUpDownCounter<long>("serverless.engine.activities.running", "{activity}", "Activities that run now.");

    public static readonly Histogram<double> ActivityDuration = Meter.CreateHistogram(
        "serverless.engine.activity.duration",
        "s",
        "How long activities took, by name and by whether they failed.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300] });

    public static readonly Histogram<double> AppendDuration = Meter.CreateHistogram(
        "serverless.engine.append.duration",
        "s",
        "How long it took until the disk had a frame of the log.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 1] });

    public static readonly Counter<long> AppendedBytes = Meter.CreateCounter<long>("serverless.engine.appended", "By", "Bytes written to the log.");

    public static readonly Counter<long> AppendFailures = Meter.CreateCounter<long>("serverless.engine.append.failures", "{try}", "Tries to write the log that the disk refused.");

    public static readonly Counter<long> Snapshots = Meter.CreateCounter<long>("serverless.engine.snapshots", "{snapshot}", "Snapshots of the state, by whether they were written.");

    /// <summary>A time to measure from; 0 while there is no listener.</summary>
    public static long Begin(Histogram<double> duration) => duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Records what began at <see cref="Begin"/>.</summary>
    public static void End(Histogram<double> duration, long began)
    {
        if (began != 0) duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Records an activity that began at <see cref="Begin"/>.</summary>
    public static void EndActivity(string name, bool failed, long began)
    {
        if (began != 0) ActivityDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("activity", name), new("end", failed ? "failed" : "done"));
    }
}
