namespace Serverless.Tables.Types;

/// <summary>Which types of one column go together, and into which: what files of one table may differ in. Pure; the order of the arguments never matters.</summary>
public static class CommonType
{
    private const byte WidestDecimal = 38;

    private static readonly ColumnType WideInteger = ColumnType.OfDecimal(WidestDecimal, 0);

    /// <summary>The narrowest type that has a place for the values of both; null when there is none, as for numbers and text.</summary>
    /// <remarks>
    /// A double has a place for every number and does not hold each of them: whether these values survive, <see cref="IsLossless"/> or a look at them tells.
    /// </remarks>
    public static ColumnType? Of(ColumnType a, ColumnType b)
    {
        if (a.Equals(b)) return a;
        (a, b) = (Stored(a), Stored(b));
        if (a.Equals(b)) return a;
        // Of two spellings of text.
        if (a.Kind == ColumnKind.Varchar && b.Kind == ColumnKind.Varchar) return ColumnType.Of(ColumnKind.Varchar);
        if (a.Kind == ColumnKind.Null) return b;
        if (b.Kind == ColumnKind.Null) return a;
        if (NumberType.IsNumber(a) && NumberType.IsNumber(b)) return NumberType.Common(a, b);
        if (IsTimestamp(a) && IsTimestamp(b)) return a.Kind == ColumnKind.Timestamp || b.Kind == ColumnKind.Timestamp ? ColumnType.Of(ColumnKind.Timestamp) : ColumnType.Of(ColumnKind.TimestampMs);
        return (a.Kind, b.Kind) switch
        {
            (ColumnKind.List, ColumnKind.List) => Of(a.Children[0].Type, b.Children[0].Type) is { } element ? ColumnType.OfList(element) : null,
            (ColumnKind.Map, ColumnKind.Map) => Of(a.Children[0].Type, b.Children[0].Type) is { } key && Of(a.Children[1].Type, b.Children[1].Type) is { } value ? ColumnType.OfMap(key, value) : null,
            (ColumnKind.Struct, ColumnKind.Struct) => Fields(a.Children, b.Children) is { } fields ? ColumnType.OfStruct(fields) : null,
            _ => null,
        };
    }

    /// <summary>Whether every value of a type has one of its own in the other, so that a cast needs no look at them.</summary>
    public static bool IsLossless(ColumnType from, ColumnType to)
    {
        if (from.Equals(to) || from.Kind == ColumnKind.Null) return true;
        if (NumberType.IsNumber(from) && NumberType.IsNumber(to)) return NumberType.Holds(to, from);
        return (from.Kind, to.Kind) switch
        {
            (ColumnKind.Enum or ColumnKind.Varchar, ColumnKind.Varchar) => true,
            (ColumnKind.TimestampS, ColumnKind.TimestampMs or ColumnKind.Timestamp) or (ColumnKind.TimestampMs, ColumnKind.Timestamp) => true,
            (ColumnKind.List or ColumnKind.Array, ColumnKind.List) => IsLossless(from.Children[0].Type, to.Children[0].Type),
            (ColumnKind.Map, ColumnKind.Map) => IsLossless(from.Children[0].Type, to.Children[0].Type) && IsLossless(from.Children[1].Type, to.Children[1].Type),
            (ColumnKind.Struct, ColumnKind.Struct) => from.Children.All(field => Find(to.Children, field.Name) is { } other && IsLossless(field.Type, other)),
            _ => false,
        };
    }

    // What Parquet has no form of its own for is met as what it is stored as.
    private static ColumnType Stored(ColumnType type) => type.Kind switch
    {
        ColumnKind.HugeInt or ColumnKind.UHugeInt => WideInteger,
        ColumnKind.Enum => ColumnType.Of(ColumnKind.Varchar),
        ColumnKind.Array => ColumnType.OfList(type.Children[0].Type),
        _ => type,
    };

    private static bool IsTimestamp(ColumnType type) => type.Kind is ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.Timestamp;

    // In the order of names, so that the order of files decides nothing.
    private static List<TableColumn>? Fields(IReadOnlyList<TableColumn> a, IReadOnlyList<TableColumn> b)
    {
        var fields = new SortedDictionary<string, ColumnType>(StringComparer.Ordinal);
        foreach (var field in a) fields[field.Name] = field.Type;
        foreach (var field in b)
        {
            if (!fields.TryGetValue(field.Name, out var known)) fields[field.Name] = field.Type;
            else if (Of(known, field.Type) is { } common) fields[field.Name] = common;
            else return null;
        }
        return a.Select(f => f.Name).SequenceEqual(b.Select(f => f.Name), StringComparer.Ordinal)
            ? [.. a.Select(f => f with { Type = fields[f.Name] })]
            : [.. fields.Select(f => new TableColumn(f.Key, f.Value))];
    }

    private static ColumnType? Find(IReadOnlyList<TableColumn> fields, string name) => fields.FirstOrDefault(f => f.Name == name)?.Type;
}
