using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>
/// The columns of files without a given schema: by name, in the order of the first file, each of the type that has a place for the values of all. What
/// cannot be told by name, or has no such type, is one error with all differences.
/// </summary>
internal static class MergedSchema
{
    /// <exception cref="TableException">Kind DifferentFiles.</exception>
    public static TableSchema Of(string name, ParquetInput input, FileSchemas schemas)
    {
        // What is not asked for may differ.
        var wanted = input.WantedColumns();
        var shapes = input.Files
            .ToLookup(file => new TableSchema([.. schemas.SchemaOf(InputSql.FullPath(file.Path)).Columns.Concat(file.Constants.Select(constant => new TableColumn(constant.Name, constant.Type))).Where(column => wanted is null || wanted.Contains(column.Name))]))
            .Select(files => (Columns: ByName(files.Key), Files: files.ToList())).ToList();
        var (columns, problems) = (new List<TableColumn>(), new List<string>());
        foreach (var column in shapes.SelectMany(shape => shape.Columns.Values).Select(column => column.Name).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var having = shapes.FindAll(shape => shape.Columns.ContainsKey(column));
            if (having.Count < shapes.Count && !input.UnionByName)
            {
                problems.Add($"column '{column}' is in {Some(having.SelectMany(shape => shape.Files))} and not in {Some(shapes.Except(having).SelectMany(shape => shape.Files))}");
                continue;
            }
            var types = having.GroupBy(shape => shape.Columns[column].Type, shape => shape.Files).Select(group => (Type: group.Key, Files: group.SelectMany(files => files).ToList())).ToList();
            var type = Common(types.Select(group => group.Type))
                ?? Common(types.Select(group => group.Files.TrueForAll(file => schemas.IsNull(InputSql.FullPath(file.Path), column)) ? OfNulls(group.Type) : group.Type));
            if (type is not null) columns.Add(new TableColumn(column, type));
            else problems.Add($"column '{column}' is {string.Join(" and ", types.Select(group => $"{group.Type} in {Some(group.Files)}"))}");
        }
        return problems.Count == 0 ? new TableSchema(columns) : throw new TableException(
            TableErrorKind.DifferentFiles,
            $"The files of '{name}' are no one table: {string.Join("; ", problems)}. Read them by nodes of their own, and give them the same columns in a query over each.",
            null, name);
    }

    private static Dictionary<string, TableColumn> ByName(TableSchema schema)
    {
        var columns = new Dictionary<string, TableColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in schema.Columns) columns.TryAdd(column.Name, column);
        return columns;
    }

    private static ColumnType? Common(IEnumerable<ColumnType> types) =>
        types.Select(type => (ColumnType?)type).Aggregate((one, other) => one is null || other is null ? null : CommonType.Of(one, other));

    // Where nothing else was known, files have INTEGER.
    private static ColumnType OfNulls(ColumnType type) => type.Kind switch
    {
        ColumnKind.Integer => ColumnType.Of(ColumnKind.Null),
        ColumnKind.List => ColumnType.OfList(OfNulls(type.Children[0].Type)),
        ColumnKind.Map => ColumnType.OfMap(OfNulls(type.Children[0].Type), OfNulls(type.Children[1].Type)),
        ColumnKind.Struct => ColumnType.OfStruct([.. type.Children.Select(field => field with { Type = OfNulls(field.Type) })]),
        _ => type,
    };

    private static string Some(IEnumerable<ParquetFile> files)
    {
        var names = files.Select(file => file.Title ?? Path.GetFileName(file.Path)).Distinct(StringComparer.Ordinal).ToList();
        return names.Count <= 2 ? string.Join(" and ", names) : $"{names[0]} and {names.Count - 1} more";
    }
}
