using System.Numerics;
using Serverless.Graph.Values;

namespace Serverless.Execution.Programs.Folds;

/// <summary>
/// The order of keys that functions give: null first; numbers by value, whatever their type, NaN before all others; texts by code units; lists element by element. Kinds that
/// have no order between them go by kind, so that there is one order of all.
/// </summary>
internal sealed class KeyOrder : IComparer<object?>
{
    public static KeyOrder Instance { get; } = new();

    public int Compare(object? x, object? y)
    {
        if (x is string a && y is string b) return string.CompareOrdinal(a, b);
        if (x is long i && y is long j) return i.CompareTo(j);
        if (x is not null && y is not null && x is not GraphValue && x.GetType() == y.GetType() && x is IComparable comparable and not string) return comparable.CompareTo(y);
        return Compare(ClrValues.FromClr(x), ClrValues.FromClr(y));
    }

    private static int Compare(GraphValue x, GraphValue y)
    {
        if (IsNumber(x) && IsNumber(y)) return CompareNumbers(x, y);
        if (x.Kind != y.Kind) return x.Kind.CompareTo(y.Kind);
        switch (x.Kind)
        {
            case GraphValueKind.Boolean:
                return x.AsBoolean().CompareTo(y.AsBoolean());
            case GraphValueKind.String:
                return string.CompareOrdinal(x.AsString(), y.AsString());
            case GraphValueKind.List:
                var (left, right) = (x.AsList(), y.AsList());
                for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
                {
                    if (Compare(left[i], right[i]) is not 0 and var order) return order;
                }
                return left.Length.CompareTo(right.Length);
            case GraphValueKind.Map:
                throw new InvalidOperationException("Maps have no order. Give topK a function 'by' that makes a number, a text or a list of an element.");
            default:
                return 0;
        }
    }

    private static bool IsNumber(GraphValue value) => value.Kind is GraphValueKind.Integer or GraphValueKind.Double or GraphValueKind.Decimal;

    private static int CompareNumbers(GraphValue x, GraphValue y) => (x.Kind, y.Kind) switch
    {
        (GraphValueKind.Integer, GraphValueKind.Integer) => x.AsInteger().CompareTo(y.AsInteger()),
        (GraphValueKind.Double, GraphValueKind.Double) => x.AsDouble().CompareTo(y.AsDouble()),
        (GraphValueKind.Double, _) => CompareNumbers(x.AsDouble(), AsDecimal(y)),
        (_, GraphValueKind.Double) => -CompareNumbers(y.AsDouble(), AsDecimal(x)),
        _ => AsDecimal(x).CompareTo(AsDecimal(y)),
    };

    // Exactly: if two whole numbers were equal to one double and not to each other, the order would depend on what is compared with what.
    private static int CompareNumbers(double x, decimal y)
    {
        var nearest = (double)y;
        if (x != nearest || double.IsNaN(x)) return x.CompareTo(nearest);
        var (top, bottom) = Fraction(x);
        return (top * BigInteger.Pow(10, y.Scale)).CompareTo(Digits(y) * bottom);
    }

    private static (BigInteger Top, BigInteger Bottom) Fraction(double value)
    {
        var exponent = Math.ILogB(value);
        return value == 0 || exponent >= 52 ? (new BigInteger(value), BigInteger.One) : (new BigInteger(Math.ScaleB(value, 52 - exponent)), BigInteger.One << (52 - exponent));
    }

    private static BigInteger Digits(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var digits = ((BigInteger)(uint)parts[2] << 64) + ((BigInteger)(uint)parts[1] << 32) + (uint)parts[0];
        return decimal.IsNegative(value) ? -digits : digits;
    }

    private static decimal AsDecimal(GraphValue value) => value.Kind == GraphValueKind.Integer ? value.AsInteger() : value.AsDecimal();
}
