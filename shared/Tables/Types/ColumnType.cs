namespace Serverless.Tables.Types;

/// <summary>The type of a column. Its text is its SQL, as in <c>DECIMAL(18,3)</c> or <c>STRUCT("a" INTEGER)[]</c>; equal text, equal type.</summary>
public sealed class ColumnType : IEquatable<ColumnType>
{
    private static readonly Dictionary<ColumnKind, string> Names = new()
    {
        [ColumnKind.TimestampS] = "TIMESTAMP_S",
        [ColumnKind.TimestampMs] = "TIMESTAMP_MS",
        [ColumnKind.TimestampNs] = "TIMESTAMP_NS",
        [ColumnKind.TimestampTz] = "TIMESTAMP WITH TIME ZONE",
        [ColumnKind.TimeTz] = "TIME WITH TIME ZONE",
        [ColumnKind.TimeNs] = "TIME_NS",
        [ColumnKind.Null] = "\"NULL\"",
    };

    /// <summary>Text that is JSON: SQL tells it from other text, values do not.</summary>
    public static ColumnType Json { get; } = new(ColumnKind.Varchar, "JSON");

    private ColumnType(ColumnKind kind, string text) => (Kind, Text) = (kind, text);

    public ColumnKind Kind { get; }

    /// <summary>The type as SQL.</summary>
    public string Text { get; }

    /// <summary>What Parquet files hold of it: itself, or of a type that Parquet does not have a form that loses nothing.</summary>
    public ColumnType InFiles => StorageForm.Of(this);

    /// <summary>Decimal digits in all; 0 for other kinds.</summary>
    public byte Width { get; private init; }

    /// <summary>Decimal digits after the point; 0 for other kinds.</summary>
    public byte Scale { get; private init; }

    /// <summary>Elements of an array; 0 for other kinds.</summary>
    public int Length { get; private init; }

    /// <summary>Element of a list or an array; key and value of a map; fields of a struct, whose names are empty in a row(...); members of a union. Else empty.</summary>
    public IReadOnlyList<TableColumn> Children { get; private init; } = [];

    /// <summary>Values of an enum, by their codes. Else empty.</summary>
    public IReadOnlyList<string> EnumValues { get; private init; } = [];

    public static ColumnType Of(ColumnKind kind) => new(kind, Names.TryGetValue(kind, out var name) ? name : kind.ToString().ToUpperInvariant());

    public static ColumnType OfDecimal(byte width, byte scale) => new(ColumnKind.Decimal, $"DECIMAL({width},{scale})") { Width = width, Scale = scale };

    public static ColumnType OfList(ColumnType element) => new(ColumnKind.List, $"{element.Text}[]") { Children = [new TableColumn("element", element)] };

    public static ColumnType OfArray(ColumnType element, int length) =>
        new(ColumnKind.Array, $"{element.Text}[{length}]") { Children = [new TableColumn("element", element)], Length = length };

    public static ColumnType OfMap(ColumnType key, ColumnType value) =>
        new(ColumnKind.Map, $"MAP({key.Text}, {value.Text})") { Children = [new TableColumn("key", key), new TableColumn("value", value)] };

    public static ColumnType OfStruct(IReadOnlyList<TableColumn> fields) =>
        new(ColumnKind.Struct, $"STRUCT({string.Join(", ", fields.Select(field => $"{NameOf(field)} {field.Type.Text}"))})") { Children = fields };

    private static string NameOf(TableColumn field) => field.Name.Length == 0 ? "\"\"" : SqlLiteral.Name(field.Name);

    /// <summary>One of several members, each with a name and a type.</summary>
    public static ColumnType OfUnion(IReadOnlyList<TableColumn> members) =>
        new(ColumnKind.Union, $"UNION({string.Join(", ", members.Select(member => $"{SqlLiteral.Name(member.Name)} {member.Type.Text}"))})") { Children = members };

    public static ColumnType OfEnum(IReadOnlyList<string> values) =>
        new(ColumnKind.Enum, $"ENUM({string.Join(", ", values.Select(SqlLiteral.Text))})") { EnumValues = values };

    /// <summary>Reads a type's text: what <see cref="Text"/> writes, and usual spellings such as <c>INT</c> or <c>TEXT[]</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public static ColumnType Parse(string text) => TypeParser.Parse(text);

    public bool Equals(ColumnType? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as ColumnType);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
