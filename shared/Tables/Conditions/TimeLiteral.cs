using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.Tables.Types;

namespace Serverless.Tables.Conditions;

/// <summary>Days, times of day and instants, which documents write as text in ISO's form.</summary>
internal static partial class TimeLiteral
{
    public static bool IsTime(ColumnType type) => type.Kind is ColumnKind.Date or ColumnKind.Time or ColumnKind.TimestampTz || IsNaive(type.Kind);

    public static (string? Sql, string? Nearest, string Wanted) Of(object value, ColumnType type) => type.Kind switch
    {
        ColumnKind.Date => Day(value, type),
        ColumnKind.Time => (value is string time && Time().Match(time) is { Success: true } match && IsTimeOfDay(match) ? ConditionLiteral.Cast(time, type) : null, null, "it is compared with text such as \"17:30:00\""),
        ColumnKind.TimestampTz => Instant(value, type),
        _ => Naive(value, type),
    };

    /// <summary>The day that a text stands for: also without leading zeros, and as its midnight. Null: it is none.</summary>
    public static string? DayOf(string text)
    {
        if (text is "infinity" or "-infinity") return text;
        var match = Days().Match(text);
        if (!match.Success || (match.Groups["time"].Success && match.Groups["time"].Value.AsSpan().ContainsAnyExcept("0:.T "))) return null;
        return Normal(match);
    }

    private static (string?, string?, string) Day(object value, ColumnType type)
    {
        var day = value is DateOnly date ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : value is string text ? DayOf(text) : null;
        var nearest = value is string other && Days().Match(other) is { Success: true } match && Normal(match) is { } meant ? ConditionLiteral.Json(meant) : null;
        return (day is null ? null : ConditionLiteral.Cast(day, type), nearest, "it is compared with days such as \"2026-01-31\"");
    }

    private static (string?, string?, string) Naive(object value, ColumnType type)
    {
        const string Wanted = "it is compared with text such as \"2026-01-31 17:30:00\"";
        if (value is DateOnly date) return (null, ConditionLiteral.Json($"{date:yyyy-MM-dd} 00:00:00"), Wanted);
        if (value is not string text) return (null, null, Wanted);
        if (text is "infinity" or "-infinity") return (ConditionLiteral.Cast(text, type), null, Wanted);
        var match = Timestamps().Match(text);
        if (!match.Success || Normal(match) is not { } day) return (null, null, Wanted);
        if (!match.Groups["hour"].Success) return (null, ConditionLiteral.Json($"{day} 00:00:00"), Wanted);
        if (!IsTimeOfDay(match)) return (null, null, Wanted);
        var digits = match.Groups["fraction"].Value.TrimEnd('0').Length;
        var most = type.Kind == ColumnKind.TimestampNs ? 9 : 6;
        var shown = $"{day} {match.Groups["clock"].Value}";
        if (match.Groups["zone"].Success) return (null, ConditionLiteral.Json(shown), Wanted);
        if (digits > most) return (null, ConditionLiteral.Json(shown[..^(match.Groups["fraction"].Length - most)]), Wanted);
        // Of milliseconds, a literal of microseconds is compared as such: narrower it would lose digits.
        return (ConditionLiteral.Cast(shown, type.Kind == ColumnKind.TimestampNs ? type : ColumnType.Of(ColumnKind.Timestamp)), null, Wanted);
    }

    private static (string?, string?, string) Instant(object value, ColumnType type)
    {
        const string Wanted = "it is compared with text such as \"2026-01-31 17:30:00Z\"";
        if (value is DateOnly date) return (null, ConditionLiteral.Json($"{date:yyyy-MM-dd} 00:00:00Z"), Wanted);
        if (value is not string text) return (null, null, Wanted);
        if (text is "infinity" or "-infinity") return (ConditionLiteral.Cast(text, type), null, Wanted);
        var match = Timestamps().Match(text);
        if (!match.Success || Normal(match) is not { } day) return (null, null, Wanted);
        if (!match.Groups["hour"].Success) return (null, ConditionLiteral.Json($"{day} 00:00:00Z"), Wanted);
        if (!IsTimeOfDay(match) || match.Groups["fraction"].Value.TrimEnd('0').Length > 6) return (null, null, Wanted);
        var shown = $"{day} {match.Groups["clock"].Value}";
        return match.Groups["zone"].Success ? (ConditionLiteral.Cast(shown + match.Groups["zone"].Value, type), null, Wanted) : (null, ConditionLiteral.Json(shown + "Z"), Wanted);
    }

    private static bool IsNaive(ColumnKind kind) => kind is ColumnKind.Timestamp or ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.TimestampNs;

    private static bool IsTimeOfDay(Match match) => Number(match, "hour") < 24 && Number(match, "minute") < 60 && (!match.Groups["second"].Success || Number(match, "second") < 60);

    private static string? Normal(Match match)
    {
        var (year, month, day) = (Number(match, "year"), Number(match, "month"), Number(match, "day"));
        // The calendar repeats after 400 years, where .NET's ends long before DuckDB's.
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((year % 400) + 400, month) ? string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}-{day:D2}") : null;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<year>\d{1,6})-(?<month>\d{1,2})-(?<day>\d{1,2})(?<time>[ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Days();

    [GeneratedRegex(
        @"\A(?<year>\d{1,6})-(?<month>\d{1,2})-(?<day>\d{1,2})"
        + @"([ T](?<clock>(?<hour>\d\d):(?<minute>\d\d)(:(?<second>\d\d)(\.(?<fraction>\d+))?)?) ?(?<zone>Z|[+-]\d\d(:?\d\d)?)?)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Timestamps();

    [GeneratedRegex(@"\A(?<hour>\d\d):(?<minute>\d\d)(:(?<second>\d\d)(\.\d{1,6})?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
