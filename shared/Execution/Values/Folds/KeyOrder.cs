using Serverless.Graph.Values;

namespace Serverless.Execution.Values.Folds;

/// <summary>
/// The order of keys that functions give: null first; numbers by value, whatever their type; texts by code units; lists element by element. Kinds that
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
        (GraphValueKind.Double, _) or (_, GraphValueKind.Double) => AsDouble(x).CompareTo(AsDouble(y)),
        _ => AsDecimal(x).CompareTo(AsDecimal(y)),
    };

    private static double AsDouble(GraphValue value) => value.Kind switch { GraphValueKind.Double => value.AsDouble(), GraphValueKind.Integer => value.AsInteger(), _ => (double)value.AsDecimal() };

    private static decimal AsDecimal(GraphValue value) => value.Kind == GraphValueKind.Integer ? value.AsInteger() : value.AsDecimal();
}
