namespace Serverless.Tables.Types;

/// <summary>Types of numbers by what they have a place for. Integers are decimals without digits behind the point, bounded by their bits.</summary>
internal static class NumberType
{
    private const int WidestDecimal = 38;

    public static bool IsNumber(ColumnType type) => type.Kind is ColumnKind.Decimal or ColumnKind.Float or ColumnKind.Double || IsInteger(type);

    public static bool IsInteger(ColumnType type) => BitsOf(type) > 0;

    public static ColumnType? Common(ColumnType a, ColumnType b)
    {
        if (IsFloating(a) || IsFloating(b)) return Holds(a, b) ? a : Holds(b, a) ? b : ColumnType.Of(ColumnKind.Double);
        if (a.Kind == ColumnKind.Decimal || b.Kind == ColumnKind.Decimal) return Decimal(a, b);
        var (signed, unsigned) = (Math.Max(IsSigned(a) ? BitsOf(a) : 0, IsSigned(b) ? BitsOf(b) : 0), Math.Max(IsSigned(a) ? 0 : BitsOf(a), IsSigned(b) ? 0 : BitsOf(b)));
        // An unsigned number needs a bit more as a signed one.
        return (signed, unsigned) switch
        {
            (0, _) => Integer(unsigned, isSigned: false),
            (_, 0) => Integer(signed, isSigned: true),
            _ => Math.Max(signed, unsigned * 2) is var bits and <= 64 ? Integer(bits, isSigned: true) : ColumnType.OfDecimal(WidestDecimal, 0),
        };
    }

    /// <summary>Whether a type holds every number of another one.</summary>
    public static bool Holds(ColumnType to, ColumnType from)
    {
        if (to.Equals(from)) return true;
        if (to.Kind is ColumnKind.Float or ColumnKind.Double)
        {
            var mantissa = to.Kind == ColumnKind.Float ? 24 : 53;
            return from.Kind == ColumnKind.Float || (IsInteger(from) && BitsOf(from) <= mantissa);
        }
        if (IsFloating(from)) return false;
        if (to.Kind == ColumnKind.Decimal) return to.Scale >= ScaleOf(from) && to.Width - to.Scale >= DigitsOf(from) - ScaleOf(from);
        return IsInteger(from) && (IsSigned(to) == IsSigned(from) ? BitsOf(to) >= BitsOf(from) : IsSigned(to) && BitsOf(to) > BitsOf(from));
    }

    private static ColumnType? Decimal(ColumnType a, ColumnType b)
    {
        var scale = Math.Max(ScaleOf(a), ScaleOf(b));
        var whole = Math.Max(DigitsOf(a) - ScaleOf(a), DigitsOf(b) - ScaleOf(b));
        return whole + scale <= WidestDecimal ? ColumnType.OfDecimal((byte)(whole + scale), (byte)scale) : null;
    }

    private static ColumnType Integer(int bits, bool isSigned) => ColumnType.Of((bits, isSigned) switch
    {
        (8, true) => ColumnKind.TinyInt,
        (16, true) => ColumnKind.SmallInt,
        (32, true) => ColumnKind.Integer,
        (_, true) => ColumnKind.BigInt,
        (8, _) => ColumnKind.UTinyInt,
        (16, _) => ColumnKind.USmallInt,
        (32, _) => ColumnKind.UInteger,
        _ => ColumnKind.UBigInt,
    });

    private static bool IsFloating(ColumnType type) => type.Kind is ColumnKind.Float or ColumnKind.Double;

    private static bool IsSigned(ColumnType type) => type.Kind is ColumnKind.TinyInt or ColumnKind.SmallInt or ColumnKind.Integer or ColumnKind.BigInt;

    private static int BitsOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.TinyInt or ColumnKind.UTinyInt => 8,
        ColumnKind.SmallInt or ColumnKind.USmallInt => 16,
        ColumnKind.Integer or ColumnKind.UInteger => 32,
        ColumnKind.BigInt or ColumnKind.UBigInt => 64,
        _ => 0,
    };

    private static int ScaleOf(ColumnType type) => type.Scale;

    private static int DigitsOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Decimal => type.Width,
        ColumnKind.TinyInt or ColumnKind.UTinyInt => 3,
        ColumnKind.SmallInt or ColumnKind.USmallInt => 5,
        ColumnKind.Integer or ColumnKind.UInteger => 10,
        ColumnKind.BigInt => 19,
        _ => 20,
    };
}
