using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Parsing;

/// <summary>Reads a policy.</summary>
internal static class PolicyParser
{
    public static PropertySet Properties { get; } = new(
        "retries", "timeout", "memory", "cpu", "priority", "deadline", "placement", "semaphores", "limits", "cache", "onError", "speculate");

    public static PropertySet PlacementProperties { get; } = new("pool");

    public static PropertySet RetryProperties { get; } = new("count", "backoff", "maxBackoff", "jitter");

    public static Bounds RetryCounts { get; } = new(0, PolicyBounds.MostRetries);

    public static Bounds Priorities { get; } = new(PolicyBounds.LeastPriority, PolicyBounds.MostPriority);

    /// <summary>Of semaphores and limits.</summary>
    public static Bounds Leases { get; } = new(1, int.MaxValue);

    /// <summary>Bytes.</summary>
    public static Bounds Sizes { get; } = new(1);

    public static Policy? Read(ref DocumentReader reader)
    {
        if (!reader.BeginObject("policy")) return null;
        var policy = new Policy();
        ulong seen = 0;
        while (reader.NextProperty(Properties, ref seen, "a policy", out var property))
        {
            policy = Properties.Names[property] switch
            {
                "retries" => policy with { Retries = Retries(ref reader) },
                "timeout" => policy with { Timeout = Positive(ref reader, "timeout") },
                "memory" => policy with { Memory = Size(ref reader, "memory") },
                "cpu" => policy with { Cpu = Number(ref reader, "cpu", PolicyBounds.LeastCpu, PolicyBounds.MostCpu) },
                "priority" => policy with { Priority = (int?)reader.Integer("priority", Priorities) },
                "deadline" => policy with { Deadline = Deadline(ref reader) },
                "placement" => policy with { Placement = Pool(ref reader) },
                "semaphores" => policy with { Semaphores = Counts(ref reader, "semaphores") },
                "limits" => policy with { Limits = Counts(ref reader, "limits") },
                "cache" => policy with { Cache = reader.Choice<CacheMode>("cache") },
                "onError" => policy with { OnError = reader.Choice<OnError>("onError") },
                _ => policy with { Speculate = reader.Boolean("speculate") },
            };
            reader.Leave();
        }
        return policy;
    }

    private static RetrySpec? Retries(ref DocumentReader reader)
    {
        if (reader.Json.TokenType != JsonTokenType.StartObject) return reader.Integer("retries", RetryCounts) is { } count ? new RetrySpec((int)count) : null;
        var retries = new RetrySpec(0);
        ulong seen = 0;
        while (reader.NextProperty(RetryProperties, ref seen, "retries", out var property))
        {
            retries = RetryProperties.Names[property] switch
            {
                "count" => retries with { Count = (int?)reader.Integer("count", RetryCounts) ?? 0 },
                "backoff" => retries with { Backoff = Positive(ref reader, "backoff") ?? retries.Backoff },
                "maxBackoff" => retries with { MaxBackoff = Positive(ref reader, "maxBackoff") ?? retries.MaxBackoff },
                _ => retries with { Jitter = Number(ref reader, "jitter", 0, PolicyBounds.MostJitter) ?? retries.Jitter },
            };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "retries needs 'count'.");
        return retries;
    }

    private static TimeSpan? Positive(ref DocumentReader reader, string what)
    {
        if (reader.String(what) is not { } text) return null;
        if (Duration.TryParse(text, out var duration) && duration > TimeSpan.Zero) return duration;
        reader.Problem(ProblemRules.Policy, $"{what} is '{text}'; it must be {Duration.Rule}, greater than zero.");
        return null;
    }

    private static long? Size(ref DocumentReader reader, string what)
    {
        if (reader.Json.TokenType == JsonTokenType.Number) return reader.Integer(what, Sizes);
        if (reader.String(what) is not { } text) return null;
        if (ByteSize.TryParse(text, out var bytes) && bytes > 0) return bytes;
        reader.Problem(ProblemRules.Policy, $"{what} is '{text}'; it must be {ByteSize.Rule}, greater than zero.");
        return null;
    }

    private static double? Number(ref DocumentReader reader, string what, double minimum, double maximum)
    {
        if (reader.Json.TokenType != JsonTokenType.Number)
        {
            reader.WrongType($"{what} must be a number from {minimum} to {maximum}");
            return null;
        }
        if (reader.Json.TryGetDouble(out var number) && number >= minimum && number <= maximum) return number;
        reader.Problem(ProblemRules.Policy, $"{what} must be a number from {minimum} to {maximum}.");
        return null;
    }

    private static Deadline? Deadline(ref DocumentReader reader)
    {
        if (reader.String("deadline") is not { } text) return null;
        if (Duration.TryParse(text, out var within) && within > TimeSpan.Zero) return new Deadline(null, within);
        var time = text.IndexOf('T', StringComparison.Ordinal);
        var hasOffset = time > 0 && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > time);
        if (hasOffset && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at)) return new Deadline(at, null);
        reader.Problem(ProblemRules.Policy, $"deadline is '{text}'; it must be an instant with its offset such as \"2030-01-31T06:00:00+01:00\", or {Duration.Rule} from submission.");
        return null;
    }

    private static string? Pool(ref DocumentReader reader)
    {
        if (!reader.BeginObject("placement")) return null;
        string? pool = null;
        ulong seen = 0;
        while (reader.NextProperty(PlacementProperties, ref seen, "placement", out _))
        {
            pool = reader.String("pool");
            if (pool is not null && !PoolNames.Is(pool)) reader.Problem(ProblemRules.Name, $"pool is '{pool}'; it must be {PoolNames.Rule}.");
            reader.Leave();
        }
        if (seen == 0) reader.Problem(ProblemRules.Missing, "placement needs 'pool'.");
        return pool;
    }

    private static FrozenDictionary<string, int>? Counts(ref DocumentReader reader, string what)
    {
        if (!reader.BeginObject(what)) return null;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.NextEntry(out var name))
        {
            if (!Names.IsNode(name)) reader.Problem(ProblemRules.Name, $"'{name}' is no name: {Names.NodeRule}.");
            if (reader.Integer($"{what} of '{name}'", Leases) is { } count && !counts.TryAdd(name, (int)count))
                reader.Problem(ProblemRules.Duplicate, $"'{name}' occurs twice in {what}.");
            reader.Leave();
        }
        return counts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
