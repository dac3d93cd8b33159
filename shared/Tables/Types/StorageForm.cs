
namespace Serverless.Tables.Types;

/// <summary>
/// What Parquet holds of a type that it does not have, without loss, and how that comes back. DuckDB's own way loses: HUGEINT becomes DOUBLE, an INTERVAL its
/// microseconds, a TIMETZ its offset, a UNION the names of its members.
/// </summary>
internal static class StorageForm
{
    // No member of a union has this name: SQL would have to quote it.
    private const string Tag = "$tag";

    private static readonly ColumnType Text = ColumnType.Of(ColumnKind.Varchar);
    private static readonly ColumnType WideInteger = ColumnType.OfDecimal(38, 0);

    /// <summary>The type in the file.</summary>
    public static ColumnType Of(ColumnType type) => type.Kind switch
    {
        // Exact, or an error past 38 digits; sums of sums stay exact in any order.
        ColumnKind.HugeInt or ColumnKind.UHugeInt => WideInteger,
        ColumnKind.Enum or ColumnKind.BigNum or ColumnKind.Bit or ColumnKind.TimeTz or ColumnKind.TimeNs or ColumnKind.Interval => Text,
        ColumnKind.Null => ColumnType.Of(ColumnKind.Integer),
        ColumnKind.TimestampS or ColumnKind.TimestampMs => ColumnType.Of(ColumnKind.Timestamp),
        // Parquet knows lists of any length only.
        ColumnKind.List or ColumnKind.Array => ColumnType.OfList(Of(type.Children[0].Type)),
        ColumnKind.Map => ColumnType.OfMap(Of(type.Children[0].Type), Of(type.Children[1].Type)),
        ColumnKind.Struct => ColumnType.OfStruct([.. type.Children.Select(field => field with { Type = Of(field.Type) })]),
        ColumnKind.Union => ColumnType.OfStruct([new TableColumn(Tag, Text), .. type.Children.Select(member => member with { Type = Of(member.Type) })]),
        _ => type,
    };

    /// <summary>Whether a column of a file is of that form; fields of a row have no names, and a reader gives them some.</summary>
    public static bool Fits(ColumnType own, ColumnType form) => own.Equals(form) || (own.Kind == form.Kind && own.Kind is (ColumnKind.Struct or ColumnKind.List or ColumnKind.Map)
        && own.Children.Count == form.Children.Count && own.Children.Zip(form.Children).All(pair => (pair.First.Name == pair.Second.Name || IsRow(form)) && Fits(pair.First.Type, pair.Second.Type)));

    /// <summary>An expression as its form in the file.</summary>
    public static string Store(string value, ColumnType type) => Convert(value, type, isStoring: true, 0);

    /// <summary>Whether it is read back by an expression, and not as it stands in the file.</summary>
    public static bool IsRestored(ColumnType type) => type.Kind == ColumnKind.Blob || !Of(type).Equals(type);

    /// <summary>What the file holds as an expression of the type.</summary>
    public static string Restore(string value, ColumnType type) => type.Kind switch
    {
        ColumnKind.Null => $"CAST(NULL AS {type})",
        // DuckDB compares bytes with a file's least and greatest ones by their texts, and '\x00' = '\x00' finds no row: a computed column is not pruned.
        ColumnKind.Blob => $"({value} || ''::BLOB)",
        _ => Convert(value, type, isStoring: false, 0),
    };

    private static string Convert(string value, ColumnType type, bool isStoring, int depth)
    {
        var stored = Of(type);
        if (stored.Equals(type)) return value;
        // A cast goes through lists, maps and structs by itself.
        if (!NeedsParts(type)) return $"CAST({value} AS {(isStoring ? stored : type)})";
        var each = $"x{depth}";
        string Part(string part, ColumnType of) => Convert(part, of, isStoring, depth + 1);
        string Extracted(TableColumn member) =>
            $"{SqlLiteral.Name(member.Name)} := {Part($"union_extract({value}, {SqlLiteral.Text(member.Name)})", member.Type)}";
        string Restored(TableColumn member)
        {
            var made = $"union_value({SqlLiteral.Name(member.Name)} := {Part(Field(value, member), member.Type)})";
            return $"WHEN {SqlLiteral.Text(member.Name)} THEN CAST({made} AS {type})";
        }
        return type.Kind switch
        {
            ColumnKind.List => $"list_transform({value}, lambda {each}: {Part(each, type.Children[0].Type)})",
            ColumnKind.Array when isStoring => $"list_transform(CAST({value} AS {ColumnType.OfList(type.Children[0].Type)}), lambda {each}: {Part(each, type.Children[0].Type)})",
            ColumnKind.Array => $"CAST(list_transform({value}, lambda {each}: {Part(each, type.Children[0].Type)}) AS {type})",
            ColumnKind.Map => $"map_from_entries(list_transform(map_entries({value}), lambda {each}: struct_pack(k := {Part($"{each}.key", type.Children[0].Type)}, v := {Part($"{each}.value", type.Children[1].Type)})))",
            ColumnKind.Struct when IsRow(type) => Unless(value, $"row({string.Join(", ", type.Children.Select((field, i) => Part($"struct_extract({value}, {i + 1})", field.Type)))})"),
            ColumnKind.Struct => Unless(value, $"struct_pack({string.Join(", ", type.Children.Select(field => $"{SqlLiteral.Name(field.Name)} := {Part(Field(value, field), field.Type)}"))})"),
            ColumnKind.Union when isStoring => Unless(value,
                $"struct_pack({SqlLiteral.Name(Tag)} := CAST(union_tag({value}) AS VARCHAR), {string.Join(", ", type.Children.Select(Extracted))})"),
            _ => $"CASE struct_extract({value}, {SqlLiteral.Text(Tag)}) {string.Join(" ", type.Children.Select(Restored))} END",
        };
    }

    private static string Unless(string value, string made) => $"CASE WHEN {value} IS NULL THEN NULL ELSE {made} END";

    private static string Field(string value, TableColumn field) => $"struct_extract({value}, {SqlLiteral.Text(field.Name)})";

    // Types that no cast can say: unions become structs, and a row's fields have no names.
    private static bool NeedsParts(ColumnType type) => type.Kind == ColumnKind.Union || IsRow(type) || type.Children.Any(child => NeedsParts(child.Type));

    private static bool IsRow(ColumnType type) => type.Kind == ColumnKind.Struct && type.Children[0].Name.Length == 0;
}
