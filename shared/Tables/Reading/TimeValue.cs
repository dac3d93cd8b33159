using System.Globalization;
using Serverless.Tables.Schema;

namespace Serverless.Tables.Reading;

/// <summary>
/// DuckDB's dates and times as .NET's, where .NET has them; as DuckDB's own text where it has not: infinity, years before 1 and after 9999, 24:00:00, digits
/// below 100 ns, a time with an offset.
/// </summary>
internal static class TimeValue
{
    private const long MicrosecondsOfDay = 86_400_000_000;

    public static object Date(int days) => days switch
    {
        int.MaxValue => "infinity",
        -int.MaxValue => "-infinity",
        _ => InRange(days) ? DateOnly.FromDayNumber(days + Days.UnixEpoch) : DateText(days),
    };

    public static object Time(long microseconds) => microseconds < MicrosecondsOfDay ? new TimeOnly(microseconds * TimeSpan.TicksPerMicrosecond) : "24:00:00";

    public static object TimeOfNanoseconds(long nanoseconds) => nanoseconds % 100 == 0 && nanoseconds < MicrosecondsOfDay * 1000
        ? new TimeOnly(nanoseconds / 100)
        : TimeText(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000, 9);

    /// <summary>40 bits of microseconds, 24 of seconds of offset, counted down from the greatest.</summary>
    public static string TimeWithOffset(ulong bits)
    {
        const int MaxOffset = 16 * 60 * 60 - 1;
        var microseconds = (long)(bits >> 24);
        var offset = MaxOffset - (int)(bits & 0xFF_FFFF);
        var size = Math.Abs(offset);
        var text = string.Create(CultureInfo.InvariantCulture, $"{TimeText(microseconds / 1_000_000, microseconds % 1_000_000, 6)}{(offset < 0 ? '-' : '+')}{size / 3600:00}:{size / 60 % 60:00}");
        return size % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}:{size % 60:00}");
    }

    /// <param name="value">Since 1970.</param>
    /// <param name="perSecond">How many of its units a second has.</param>
    /// <param name="isInstant">With a zone: shown in UTC.</param>
    public static object Timestamp(long value, long perSecond, bool isInstant = false)
    {
        if (value == long.MaxValue) return "infinity";
        if (value == -long.MaxValue) return "-infinity";
        var (seconds, part) = Math.DivRem(value, perSecond);
        if (part < 0) (seconds, part) = (seconds - 1, part + perSecond);
        var ticks = (Int128)seconds * TimeSpan.TicksPerSecond + (Int128)part * TimeSpan.TicksPerSecond / perSecond + DateTime.UnixEpoch.Ticks;
        if (ticks >= 0 && ticks <= DateTime.MaxValue.Ticks && (perSecond <= TimeSpan.TicksPerSecond || part % (perSecond / TimeSpan.TicksPerSecond) == 0))
        {
            return isInstant ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : (object)new DateTime((long)ticks);
        }
        var day = Math.DivRem(seconds, 86_400, out var second);
        if (second < 0) (day, second) = (day - 1, second + 86_400);
        var digits = perSecond switch { 1 => 0, 1_000 => 3, 1_000_000 => 6, _ => 9 };
        return $"{DateText(day)} {TimeText(second, part, digits)}{(isInstant ? "+00" : "")}";
    }

    private static bool InRange(long days) => days + Days.UnixEpoch is >= 0 and var number && number <= DateOnly.MaxValue.DayNumber;

    // The Gregorian calendar repeats every 400 years, which are 146,097 days: the same day in a cycle that .NET knows.
    private static string DateText(long days)
    {
        const int Cycle = 146_097;
        var number = days + Days.UnixEpoch;
        var cycle = Math.DivRem(number, Cycle, out var within);
        if (within < 0) (cycle, within) = (cycle - 1, within + Cycle);
        var date = DateOnly.FromDayNumber((int)within);
        var year = date.Year + cycle * 400;
        return string.Create(CultureInfo.InvariantCulture, $"{(year > 0 ? year : 1 - year):0000}-{date.Month:00}-{date.Day:00}{(year > 0 ? "" : " (BC)")}");
    }

    private static string TimeText(long seconds, long part, int digits)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        if (part == 0) return text;
        var fraction = part.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0');
        return $"{text}.{fraction}";
    }
}
