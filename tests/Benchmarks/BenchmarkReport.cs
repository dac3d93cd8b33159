using System.Text.Json.Serialization;

namespace Serverless.Benchmarks;

/// <summary>One line of output: what was measured, against which target, and against the bare limit measured in the same run.</summary>
internal sealed record BenchmarkReport
{
    public required string Benchmark { get; init; }

    /// <summary>The workload in words: sizes, files, threads, flush mode.</summary>
    public required string Workload { get; init; }

    public required double Value { get; init; }

    /// <summary>Unit of <see cref="Value"/>, target and limit, as in <c>tasks/s</c>.</summary>
    public required string Unit { get; init; }

    public double? Target { get; init; }

    /// <summary>True when less is better (milliseconds, bytes).</summary>
    public bool LowerIsBetter { get; init; }

    /// <summary>Null when there is no target, or in quick runs, whose sizes prove nothing. Said by the benchmark itself where it has more targets than one.</summary>
    public bool? Met { get; init; }

    /// <summary>The same work at the bare limit.</summary>
    public double? Limit { get; init; }

    /// <summary>What the limit is, as in <c>bare DuckDB</c> or <c>plain loop</c>.</summary>
    public string? LimitIs { get; init; }

    /// <summary>Value against limit, so that 1 is as good as the limit and more is better.</summary>
    public double? Ratio { get; init; }

    /// <summary>The least <see cref="Ratio"/> that is good enough, where the target is a ratio.</summary>
    public double? TargetRatio { get; init; }

    public double MemoryMiB { get; init; }

    public bool Quick { get; init; }

    /// <summary>Anything else worth a number.</summary>
    [JsonExtensionData]
    public Dictionary<string, object>? More { get; init; }
}
