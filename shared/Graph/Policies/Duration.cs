using System.Globalization;

namespace Serverless.Graph.Policies;

/// <summary>Durations in documents: <c>hh:mm:ss</c>, <c>d.hh:mm:ss.fff</c>, or a number with <c>ms s m h d</c>.</summary>
public static class Duration
{
    internal const string Rule = "a duration such as \"00:10:00\" (hh:mm:ss), \"90s\", \"10m\" or \"2h\"";

    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    private static readonly string[] ClockFormats = ["hh\\:mm\\:ss", "hh\\:mm\\:ss\\.FFFFFFF", "d\\.hh\\:mm\\:ss", "d\\.hh\\:mm\\:ss\\.FFFFFFF"];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        if (TimeSpan.TryParseExact(text, ClockFormats, CultureInfo.InvariantCulture, out duration)) return true;
        foreach (var (suffix, ticks) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!decimal.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) continue;
            if (count > TimeSpan.MaxValue.Ticks / ticks) return false;
            duration = TimeSpan.FromTicks((long)(count * ticks));
            return true;
        }
        return false;
    }

    /// <summary>The canonical form, <c>[d.]hh:mm:ss[.fffffff]</c>.</summary>
    public static string Format(TimeSpan duration) => duration.ToString("c", CultureInfo.InvariantCulture);
}
