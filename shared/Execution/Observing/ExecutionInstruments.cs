using System.Diagnostics.Metrics;

namespace Serverless.Execution.Observing;

/// <summary>What the executor of units measures.</summary>
internal static class ExecutionInstruments
{
    private static readonly Meter Meter = new("Serverless.Execution");

    public static readonly Histogram<double> AdmissionWait = Meter.CreateHistogram(
        "serverless.unit.admission.wait",
        "s",
        "How long units waited for processors and memory of their process.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01, 0.1, 0.5, 1, 5, 30, 120, 600] });

    public static readonly Histogram<long> PeakMemory = Meter.CreateHistogram(
        "serverless.unit.memory.peak",
        "By",
        "The most memory that a unit was seen to have.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1L << 20, 16L << 20, 64L << 20, 256L << 20, 1L << 30, 4L << 30, 16L << 30] });

    public static readonly Counter<long> Overcommits = Meter.CreateCounter<long>("serverless.unit.memory.overcommits", "{unit}", "Units that took far more memory than they were admitted with, or were let in without room.");

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("serverless.task.retries", "{attempt}", "Attempts at tasks that failed and are made again.");

    public static readonly Counter<long> Isolations = Meter.CreateCounter<long>("serverless.units.isolated", "{unit}", "Units that ran alone, in a process of their own, because a process died with them.");
}
