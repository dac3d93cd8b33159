namespace Serverless.Tables.Inputs;

/// <summary>The type that two files' columns of one name have together: one that holds every value of both, or none. Nothing is rounded, cut or read as text.</summary>
internal static class CommonTypes
{
    // Decimal digits of the largest value, and whether there are values below 0.
    private static readonly Dictionary<ColumnKind, (int Bits, bool IsSigned, int Digits)> Integers = new()
    {
        [ColumnKind.TinyInt] = (8, true, 3),
        [ColumnKind.SmallInt] = (16, true, 5),
        [ColumnKind.Integer] = (32, true, 10),
        [ColumnKind.BigInt] = (64, true, 19),
        [ColumnKind.HugeInt] = (128, true, 39),
        [ColumnKind.UTinyInt] = (8, false, 3),
        [ColumnKind.USmallInt] = (16, false, 5),
        [ColumnKind.UInteger] = (32, false, 10),
        [ColumnKind.UBigInt] = (64, false, 20),
        [ColumnKind.UHugeInt] = (128, false, 39),
    };

    // Coarse to fine: each holds what stands before it, but for years far away, which are an error.
    private static readonly ColumnKind[] Timestamps = [ColumnKind.TimestampS, ColumnKind.TimestampMs, ColumnKind.Timestamp, ColumnKind.TimestampNs];

    /// <returns>Null: there is none.</returns>
    public static ColumnType? Of(ColumnType one, ColumnType other)
    {
        if (one.Equals(other)) return one;
        if (one.Kind == ColumnKind.Null) return other;
        if (other.Kind == ColumnKind.Null) return one;
        return one.Kind == other.Kind ? SameKind(one, other) : Numbers(one, other) ?? Numbers(other, one) ?? Moments(one, other);
    }

    /// <summary>A type of values of which all are null: where nothing else was known, files have INTEGER.</summary>
    public static ColumnType OfNulls(ColumnType type) => type.Kind switch
    {
        ColumnKind.Integer => ColumnType.Of(ColumnKind.Null),
        ColumnKind.List => ColumnType.OfList(OfNulls(type.Children[0].Type)),
        ColumnKind.Map => ColumnType.OfMap(OfNulls(type.Children[0].Type), OfNulls(type.Children[1].Type)),
        ColumnKind.Struct => ColumnType.OfStruct([.. type.Children.Select(field => field with { Type = OfNulls(field.Type) })]),
        _ => type,
    };

    /// <summary>Whether values of one type may not be in the other: a cast then has to look at each.</summary>
    public static bool NeedsCheck(ColumnType from, ColumnType to) =>
        to.Kind is ColumnKind.Double or ColumnKind.Float && Integers.TryGetValue(from.Kind, out var integer) && integer.Bits > (to.Kind == ColumnKind.Double ? 32 : 16);

    private static ColumnType? SameKind(ColumnType one, ColumnType other) => one.Kind switch
    {
        ColumnKind.Decimal => Decimal(Math.Max(one.Width - one.Scale, other.Width - other.Scale), Math.Max(one.Scale, other.Scale)),
        ColumnKind.List => Of(one.Children[0].Type, other.Children[0].Type) is { } element && IsExact(one, other, 0) ? ColumnType.OfList(element) : null,
        ColumnKind.Map => Of(one.Children[0].Type, other.Children[0].Type) is { } key && Of(one.Children[1].Type, other.Children[1].Type) is { } value && IsExact(one, other, 0) && IsExact(one, other, 1)
            ? ColumnType.OfMap(key, value)
            : null,
        ColumnKind.Struct => Struct(one, other),
        // Of two spellings of text, as JSON and VARCHAR.
        ColumnKind.Varchar => ColumnType.Of(ColumnKind.Varchar),
        _ => null,
    };

    private static ColumnType? Struct(ColumnType one, ColumnType other)
    {
        if (one.Children.Count != other.Children.Count) return null;
        var fields = new List<TableColumn>();
        for (var i = 0; i < one.Children.Count; i++)
        {
            var (mine, theirs) = (one.Children[i], other.Children[i]);
            if (!string.Equals(mine.Name, theirs.Name, StringComparison.OrdinalIgnoreCase) || Of(mine.Type, theirs.Type) is not { } type || !IsExact(one, other, i)) return null;
            fields.Add(mine with { Type = type });
        }
        return ColumnType.OfStruct(fields);
    }

    // Within lists and structs no cast looks at each value.
    private static bool IsExact(ColumnType one, ColumnType other, int child)
    {
        var common = Of(one.Children[child].Type, other.Children[child].Type);
        return common is not null && !NeedsCheck(one.Children[child].Type, common) && !NeedsCheck(other.Children[child].Type, common);
    }

    private static ColumnType? Numbers(ColumnType one, ColumnType other)
    {
        if (!Integers.TryGetValue(one.Kind, out var mine)) return one.Kind == ColumnKind.Float && other.Kind == ColumnKind.Double ? other : null;
        if (Integers.TryGetValue(other.Kind, out var theirs))
        {
            var isSigned = mine.IsSigned || theirs.IsSigned;
            var bits = Math.Max(Bits(mine, isSigned), Bits(theirs, isSigned));
            return Integers.FirstOrDefault(pair => pair.Value.IsSigned == isSigned && pair.Value.Bits >= bits) is { Key: not ColumnKind.Invalid } found ? ColumnType.Of(found.Key) : null;
        }
        return other.Kind switch
        {
            ColumnKind.Decimal => Decimal(Math.Max(mine.Digits, other.Width - other.Scale), other.Scale),
            ColumnKind.Float => ColumnType.Of(mine.Bits > 16 ? ColumnKind.Double : ColumnKind.Float),
            ColumnKind.Double => other,
            _ => null,
        };
    }

    // An unsigned integer among signed ones needs one bit more.
    private static int Bits((int Bits, bool IsSigned, int Digits) integer, bool isSigned) => isSigned && !integer.IsSigned ? integer.Bits + 1 : integer.Bits;

    private static ColumnType? Decimal(int before, int after) => before + after <= 38 ? ColumnType.OfDecimal((byte)(before + after), (byte)after) : null;

    private static ColumnType? Moments(ColumnType one, ColumnType other)
    {
        var (mine, theirs) = (Array.IndexOf(Timestamps, one.Kind), Array.IndexOf(Timestamps, other.Kind));
        return mine < 0 || theirs < 0 ? null : mine > theirs ? one : other;
    }
}
