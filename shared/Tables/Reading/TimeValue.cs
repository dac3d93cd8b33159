using Serverless.Tables.Schema;

namespace Serverless.Tables.Reading;

/// <summary>DuckDB's dates and times, which reach further than .NET's years 1 to 9999.</summary>
internal static class TimeValue
{
    public static DateOnly Date(int days)
    {
        var number = (long)days + Days.UnixEpoch;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : throw TooFar("date");
    }

    public static TimeOnly Time(long microseconds) =>
        // 24:00:00 is a time in SQL and not in .NET.
        microseconds < TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond ? new TimeOnly(microseconds * TimeSpan.TicksPerMicrosecond) : throw TooFar("time");

    public static DateTime FromSeconds(long value) => FromTicks(value, TimeSpan.TicksPerSecond);

    public static DateTime FromMilliseconds(long value) => FromTicks(value, TimeSpan.TicksPerMillisecond);

    public static DateTime FromMicroseconds(long value) => FromTicks(value, TimeSpan.TicksPerMicrosecond);

    /// <summary>.NET counts 100 ns: the two digits below are cut off, towards the past.</summary>
    public static DateTime FromNanoseconds(long value) => FromTicks((long)Math.Floor(value / 100m), 1);

    private static DateTime FromTicks(long value, long ticksEach)
    {
        var ticks = (Int128)value * ticksEach + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime((long)ticks) : throw TooFar("timestamp");
    }

    private static TableException TooFar(string what) =>
        new(TableErrorKind.Conversion, $"A {what} lies outside of .NET's range (or is infinite); cast the column to VARCHAR in the query.");
}
