using System.Text;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>
/// Parquet files as rows of one schema: columns by name, each cast to its type where a file has another, null where a file lacks it. A value that the type
/// does not hold is an error that names file and column, and never another value.
/// </summary>
internal static class ConformedSql
{
    public static string Of(ParquetInput input, TableSchema schema, FileSchemas files)
    {
        var shapes = input.Files.Select(file => files.SchemaOf(ParquetSql.PathOf(file))).ToList();
        var sql = new StringBuilder();
        for (var start = 0; start < input.Files.Count;)
        {
            var (first, shape) = (input.Files[start], shapes[start]);
            var end = start + 1;
            while (end < input.Files.Count && files.AreSame(ParquetSql.PathOf(first), ParquetSql.PathOf(input.Files[end])) && IsSameScan(first, shape, input.Files[end], shapes[end], schema, input.HasLooseTimes)) end++;
            if (sql.Length > 0) sql.Append(" UNION ALL ");
            var columns = string.Join(", ", schema.Columns.Select(column => $"{Value(first, shape, column, input.HasLooseTimes)} AS {SqlLiteral.Name(column.Name)}"));
            sql.Append(ParquetSql.Scan([.. input.Files.Skip(start).Take(end - start)], columns, files));
            start = end;
        }
        return sql.ToString();
    }

    // Files that differ in nothing but their path are one scan; what must be looked at is one alone, so that an error names it.
    private static bool IsSameScan(ParquetFile a, TableSchema shapeOfA, ParquetFile b, TableSchema shapeOfB, TableSchema schema, bool hasLooseTimes) =>
        a.Rows is null && b.Rows is null && shapeOfA.Equals(shapeOfB) && a.Constants.SequenceEqual(b.Constants)
        && schema.Columns.All(column => Find(shapeOfA, column.Name) is not { } own || IsLossless(own.Type, column.Type, hasLooseTimes));

    private static string Value(ParquetFile file, TableSchema shape, TableColumn column, bool hasLooseTimes)
    {
        if (file.Constants.FirstOrDefault(c => string.Equals(c.Name, column.Name, StringComparison.OrdinalIgnoreCase)) is { } constant)
        {
            var value = ParquetSql.Constant(constant);
            return constant.Type.Equals(column.Type) ? value : $"CAST({value} AS {column.Type.Text})";
        }
        if (Find(shape, column.Name) is not { } own) return $"CAST(NULL AS {column.Type.Text})";
        var name = SqlLiteral.Name(own.Name);
        // JSON is text by another name, which a union with text would take for its own.
        if (own.Type.Equals(column.Type)) return HasText(own.Type) ? $"CAST({name} AS {column.Type.Text})" : name;
        var cast = $"CAST({name} AS {column.Type.Text})";
        if (IsLossless(own.Type, column.Type, hasLooseTimes)) return cast;
        // What another program wrote into a dataset of ours, by the schema that it sees.
        if (StorageForm.Of(column.Type).Equals(own.Type)) return StorageForm.Restore(name, column.Type);
        var refused = $"error({SqlLiteral.Text(Refusal(file, own, column))} || left(CAST({name} AS VARCHAR), 100))";
        // Numbers of another kind may be the same numbers; between all others only null is the same.
        return NumberType.IsNumber(own.Type) && NumberType.IsNumber(column.Type) || CommonType.Of(own.Type, column.Type)?.Equals(column.Type) == true
            ? $"CASE WHEN {name} IS DISTINCT FROM TRY_CAST(TRY_CAST({name} AS {column.Type.Text}) AS {own.Type.Text}) THEN {refused} ELSE {cast} END"
            : $"CASE WHEN {name} IS NULL THEN CAST(NULL AS {column.Type.Text}) ELSE {refused} END";
    }

    // The zone of a session is UTC, so that the cast is the reading in UTC.
    private static bool IsLossless(ColumnType from, ColumnType to, bool hasLooseTimes) =>
        CommonType.IsLossless(from, to) || (hasLooseTimes && CommonType.IsLossless(Loosened(from, to), to));

    private static ColumnType Loosened(ColumnType from, ColumnType to) => (from.Kind, to.Kind) switch
    {
        (ColumnKind.Timestamp or ColumnKind.TimestampMs or ColumnKind.TimestampS, ColumnKind.TimestampTz) or (ColumnKind.Date, ColumnKind.Timestamp) => to,
        (ColumnKind.List, ColumnKind.List) => ColumnType.OfList(Loosened(from.Children[0].Type, to.Children[0].Type)),
        (ColumnKind.Map, ColumnKind.Map) => ColumnType.OfMap(Loosened(from.Children[0].Type, to.Children[0].Type), Loosened(from.Children[1].Type, to.Children[1].Type)),
        (ColumnKind.Struct, ColumnKind.Struct) => ColumnType.OfStruct(
            [.. from.Children.Select(field => to.Children.FirstOrDefault(f => f.Name == field.Name) is { } other ? field with { Type = Loosened(field.Type, other.Type) } : field)]),
        _ => from,
    };

    private static bool HasText(ColumnType type) => type.Kind == ColumnKind.Varchar || type.Children.Any(child => HasText(child.Type));

    private static string Refusal(ParquetFile file, TableColumn own, TableColumn column) =>
        $"'{file.Title ?? Path.GetFileName(file.Path)}' has the column {SqlLiteral.Name(own.Name)} as {own.Type.Text}, where {column.Type.Text} is expected, which does not hold this value: ";

    private static TableColumn? Find(TableSchema schema, string name) => schema.IndexOf(name) is var at and >= 0 ? schema.Columns[at] : null;
}
