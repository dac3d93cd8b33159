namespace Serverless.Telemetry;

/// <summary>What the standard environment variables ask for.</summary>
/// <param name="Traces">Spans are exported by OTLP.</param>
/// <param name="Metrics">Metrics are exported by OTLP.</param>
public sealed record TelemetrySettings(bool Traces, bool Metrics)
{
    /// <summary>Whether anything is exported.</summary>
    public bool IsOn => Traces || Metrics;

    /// <summary>
    /// Reads <c>OTEL_SDK_DISABLED</c>, <c>OTEL_TRACES_EXPORTER</c>, <c>OTEL_METRICS_EXPORTER</c> and the endpoints. Without any of them nothing is exported: a
    /// program of its own accord calls no address. How and where to is read by OpenTelemetry, from the other <c>OTEL_</c> variables.
    /// </summary>
    /// <param name="variable">The environment.</param>
    public static TelemetrySettings Read(Func<string, string?> variable)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)) return new(false, false);
        return new(IsWanted("TRACES"), IsWanted("METRICS"));

        bool IsWanted(string signal)
        {
            if (variable($"OTEL_{signal}_EXPORTER") is { Length: > 0 } exporters)
                return exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase);
            return variable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } || variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { Length: > 0 };
        }
    }
}
