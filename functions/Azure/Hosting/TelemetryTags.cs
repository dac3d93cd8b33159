using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Serverless.Azure.Hosting;

/// <summary>
/// Job, stage, block and unit of what runs, read from its input, on the current activity (dependencies and requests) and as a log scope (traces): Application
/// Insights makes custom dimensions of both.
/// </summary>
internal static class TelemetryTags
{
    private static readonly string[] Numbers = ["stage", "block", "unit", "attempt"];

    /// <summary>Until disposed; null when the input names no job.</summary>
    public static IDisposable? Begin(ILogger logger, JsonElement? input)
    {
        var dimensions = Of(input);
        if (dimensions.Count == 0) return null;
        foreach (var (name, value) in dimensions) Activity.Current?.SetTag(name, value);
        return logger.BeginScope(dimensions);
    }

    internal static Dictionary<string, object> Of(JsonElement? input)
    {
        var dimensions = new Dictionary<string, object>(StringComparer.Ordinal);
        if (input is not { ValueKind: JsonValueKind.Object } request || !request.TryGetProperty("job", out var job) || job.ValueKind != JsonValueKind.Object) return dimensions;
        if (job.TryGetProperty("tenant", out var tenant)) dimensions["tenant"] = tenant.ToString();
        if (job.TryGetProperty("id", out var id)) dimensions["job"] = id.ToString();
        foreach (var name in Numbers)
        {
            if (request.TryGetProperty(name, out var number) && number.TryGetInt32(out var value)) dimensions[name] = value;
        }
        return dimensions;
    }
}
