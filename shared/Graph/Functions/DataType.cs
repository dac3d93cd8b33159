using System.Collections.Immutable;

namespace Serverless.Graph.Functions;

/// <summary>Families of types that arguments and results have.</summary>
public enum DataTypeKind
{
    /// <summary>Not known or not checked before run time.</summary>
    Any,
    Boolean,

    /// <summary>A whole number within <see cref="DataType.Minimum"/> and <see cref="DataType.Maximum"/>.</summary>
    Integer,

    /// <summary>A double; integers are accepted.</summary>
    Number,
    Decimal,
    String,

    /// <summary>One of <see cref="DataType.Values"/>, by name.</summary>
    Enum,
    List,

    /// <summary>Text keys to <see cref="DataType.Element"/>.</summary>
    Map,

    /// <summary>A map with known fields.</summary>
    Record,

    /// <summary>A columnar table.</summary>
    Table,

    /// <summary>A reference to stored bytes.</summary>
    Blob,

    /// <summary>Bytes read once, in order.</summary>
    Stream,

    /// <summary>No result.</summary>
    None,
}

/// <summary>The type of a parameter, a result or a node's elements, as far as documents are checked.</summary>
public sealed record DataType(DataTypeKind Kind)
{
    public static DataType Any { get; } = new(DataTypeKind.Any);

    public static DataType Boolean { get; } = new(DataTypeKind.Boolean);

    public static DataType Integer { get; } = new(DataTypeKind.Integer);

    public static DataType Number { get; } = new(DataTypeKind.Number);

    public static DataType Decimal { get; } = new(DataTypeKind.Decimal);

    public static DataType String { get; } = new(DataTypeKind.String);

    public static DataType Table { get; } = new(DataTypeKind.Table);

    public static DataType Blob { get; } = new(DataTypeKind.Blob);

    public static DataType Stream { get; } = new(DataTypeKind.Stream);

    public static DataType None { get; } = new(DataTypeKind.None);

    /// <summary>Null is accepted.</summary>
    public bool Nullable { get; init; }

    /// <summary>Of a list's items or a map's values; null elsewhere.</summary>
    public DataType? Element { get; init; }

    public long Minimum { get; init; } = long.MinValue;

    public long Maximum { get; init; } = long.MaxValue;

    /// <summary>Names of an enum's values.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>Fields of a record, by JSON name.</summary>
    public ImmutableArray<DataField> Fields { get; init; } = [];

    public static DataType ListOf(DataType element) => new(DataTypeKind.List) { Element = element };

    /// <summary>What documents see of a .NET type.</summary>
    public static DataType Of(Type type) => new DataTypeMap().Of(type);

    public static DataType MapOf(DataType element) => new(DataTypeKind.Map) { Element = element };

    /// <summary>A phrase for messages, as in <c>an integer</c>.</summary>
    public override string ToString() => Kind switch
    {
        DataTypeKind.Any => "any value",
        DataTypeKind.Boolean => "true or false",
        DataTypeKind.Integer => Minimum == long.MinValue ? "an integer" : $"an integer from {Minimum} to {Maximum}",
        DataTypeKind.Number => "a number",
        DataTypeKind.Decimal => "a decimal number",
        DataTypeKind.String => "a string",
        DataTypeKind.Enum => $"one of {string.Join(", ", Values)}",
        DataTypeKind.List => $"a list ({Element})",
        DataTypeKind.Map => $"a map ({Element})",
        DataTypeKind.Record => $"a record ({string.Join(", ", Fields.Select(f => f.Name))})",
        DataTypeKind.Table => "a table",
        DataTypeKind.Blob => "a blob",
        DataTypeKind.Stream => "a stream",
        _ => "nothing",
    };
}

/// <summary>A field of a record.</summary>
public sealed record DataField(string Name, DataType Type, bool Required);
