
namespace Serverless.Tables.Types;

/// <summary>SQL's INTERVAL: three parts that do not convert into each other, as a month has no fixed number of days.</summary>
public readonly record struct TableInterval(int Months, int Days, long Microseconds)
{
    public override string ToString() => $"{Months} months {Days} days {Microseconds} microseconds";
}
