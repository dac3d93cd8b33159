using Serverless.Tables.Types;

namespace Serverless.Tables.Operations;

/// <summary>
/// Which columns keys may be, and in which type two of them are compared. Numbers without rounding (whole ones and decimals) compare by their value, so do
/// floating ones; the two with each other do not, because a double stands for many whole numbers. Text compares byte by byte. Every other type compares with
/// itself.
/// </summary>
internal static class KeyType
{
    /// <summary>Why a column cannot be a key; null: it can.</summary>
    public static string? Problem(ColumnType type) => type.Kind is ColumnKind.Variant or ColumnKind.Geometry or ColumnKind.Invalid or ColumnKind.Union ? $"{type.Text} has no order and no equality to compare by" : null;

    /// <summary>The type that both are cast to; null: they never compare.</summary>
    public static ColumnType? Common(ColumnType a, ColumnType b)
    {
        if (a.Equals(b)) return a;
        // What is within them would have to be brought to one type, too.
        if (a.Children.Count > 0 || b.Children.Count > 0) return null;
        if (a.Kind == ColumnKind.Null) return b;
        if (b.Kind == ColumnKind.Null) return a;
        if (IsFloating(a) && IsFloating(b)) return ColumnType.Of(ColumnKind.Double);
        return IsFloating(a) || IsFloating(b) ? null : CommonType.Of(a, b);
    }

    /// <summary>What to do about two types that never compare, as a sentence.</summary>
    public static string Advice(ColumnType a, ColumnType b) =>
        IsFloating(a) != IsFloating(b) && IsNumber(a) && IsNumber(b) ? "Several whole numbers are one to a floating one: cast one of them in a map by sql, to what is meant."
        : IsTime(a) && IsTime(b) ? "Cast one of them in a map by sql: an instant is at a local time only in a zone, and a day at a time of it."
        : "Cast one of them in a map by sql.";

    private static bool IsNumber(ColumnType type) => NumberType.IsNumber(type) || type.Kind is ColumnKind.HugeInt or ColumnKind.UHugeInt;

    private static bool IsFloating(ColumnType type) => type.Kind is ColumnKind.Float or ColumnKind.Double;

    private static bool IsTime(ColumnType type) =>
        type.Kind is ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.TimestampNs or ColumnKind.TimestampTz;
}
