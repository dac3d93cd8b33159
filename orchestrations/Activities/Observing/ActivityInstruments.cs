using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Serverless.Activities.Observing;

/// <summary>What activities measure: units, and what is done for a stage before its units run.</summary>
internal static class ActivityInstruments
{
    private const string Name = "Serverless.Activities";

    private static readonly Meter Meter = new(Name);

    // A unit aims at two seconds, and at minutes where its functions are long.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800] };

    /// <summary>Spans of units, and of what is done for a stage.</summary>
    public static readonly ActivitySource Source = new(Name);

    public static readonly UpDownCounter<long> UnitsRunning = Meter.CreateUpDownCounter<long>("serverless.units.running", "{unit}", "Attempts at units in this process that have not ended, waiting for room included.");

    public static readonly Counter<long> Units = Meter.CreateCounter<long>("serverless.units", "{attempt}", "Attempts at units that ended in this process, by how.");

    public static readonly Histogram<double> UnitDuration = Meter.CreateHistogram("serverless.unit.duration", "s", "How long an attempt at a unit took, without waiting for room.", advice: Seconds);

    public static readonly Counter<long> Tasks = Meter.CreateCounter<long>("serverless.tasks", "{task}", "Tasks of units, by whether they ran or were found recorded.");

    public static readonly Counter<long> Rows = Meter.CreateCounter<long>("serverless.rows.written", "{row}", "Rows that units wrote.");

    public static readonly Counter<long> Bytes = Meter.CreateCounter<long>("serverless.results.written", "By", "Bytes of results that units wrote.");

    public static readonly Counter<long> StorageOperations = Meter.CreateCounter<long>("serverless.storage.operations", "{operation}", "What units asked of storage, by kind: read, write, list, delete.");

    public static readonly Histogram<double> PlanDuration = Meter.CreateHistogram("serverless.stage.planning.duration", "s", "How long a stage's shapes took to find (resolve) and its plan to make (plan).", advice: Seconds);
}
