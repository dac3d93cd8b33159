using System.Globalization;

namespace Serverless.Graph.Values;

/// <summary>Days and times as text: what is read, and the one form that each is kept in.</summary>
public static class ParameterTimes
{
    private const string Clock = "yyyy-MM-ddTHH:mm:ss.FFFFFF";

    private static readonly string[] Clocks = [.. Enumerable.Range(1, 6).Select(digits => $"yyyy-MM-ddTHH:mm:ss.{new string('f', digits)}"), "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm"];

    /// <summary>A day, as <c>2026-11-30</c>.</summary>
    public static bool TryDate(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>A day and a time without zone, as <c>2026-11-30T17:30:00</c>; also with a space between, without seconds, and with up to six digits of them.</summary>
    public static bool TryTimestamp(string text, out DateTime time) =>
        DateTime.TryParseExact(Joined(text), Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    /// <summary>The same with its zone: <c>Z</c> or an offset such as <c>+01:00</c>.</summary>
    public static bool TryInstant(string text, out DateTimeOffset time)
    {
        time = default;
        var offset = TimeSpan.Zero;
        string clock;
        if (text.EndsWith('Z')) clock = text[..^1];
        else if (text.Length > 6 && text[^6] is '+' or '-' && TimeSpan.TryParseExact(text[^5..], @"hh\:mm", CultureInfo.InvariantCulture, out offset)) clock = text[..^6];
        else return false;
        if (!TryTimestamp(clock, out var local)) return false;
        var ticks = local.Ticks - (text[^6..].StartsWith('-') ? -offset.Ticks : offset.Ticks);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    public static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string TextOf(DateTime time) => time.ToString(Clock, CultureInfo.InvariantCulture);

    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString(Clock, CultureInfo.InvariantCulture) + "Z";

    // Between day and time stands a T or a space.
    private static string Joined(string text) => text is { Length: > 10 } && text[10] == ' ' ? $"{text[..10]}T{text[11..]}" : text;
}
