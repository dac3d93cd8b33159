using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>
/// One table of files that differ: columns go together by name, in the order of the first file, each with the type that holds the values of all. What cannot
/// be told by name, or not without loss, is one error with all differences.
/// </summary>
internal sealed class FileMerge
{
    private readonly IReadOnlyList<TableColumn> _columns;

    private FileMerge(IReadOnlyList<TableColumn> columns) => _columns = columns;

    /// <param name="input">The name of the input, for the error.</param>
    /// <param name="shapes">The files of each shape.</param>
    /// <param name="isNull">Whether a file's column holds nothing but nulls; asked where types differ.</param>
    /// <param name="mayLack">Whether a column that a file lacks is null there.</param>
    /// <exception cref="TableException">Kind DifferentFiles.</exception>
    public static FileMerge Of(string input, ILookup<FileShape, ParquetFile> shapes, Func<ParquetFile, string, bool> isNull, bool mayLack)
    {
        var (columns, problems) = (new List<TableColumn>(), new List<string>());
        foreach (var name in shapes.SelectMany(shape => shape.Key.Columns).Select(column => column.Name).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var having = shapes.Where(shape => shape.Key.Find(name) is not null).ToList();
            if (having.Count < shapes.Count && !mayLack)
            {
                problems.Add($"column '{name}' is in {Some(having.SelectMany(files => files))} and not in {Some(shapes.Where(shape => shape.Key.Find(name) is null).SelectMany(files => files))}");
                continue;
            }
            var types = having.GroupBy(shape => shape.Key.Find(name)!.Type).ToList();
            var type = Common(types.Select(group => group.Key))
                ?? Common(types.Select(group => group.SelectMany(files => files).All(file => isNull(file, name)) ? CommonTypes.OfNulls(group.Key) : group.Key));
            if (type is not null) columns.Add(new TableColumn(name, type));
            else problems.Add($"column '{name}' is {string.Join(" and ", types.Select(group => $"{group.Key} in {Some(group.SelectMany(files => files))}"))}");
        }
        return problems.Count == 0 ? new FileMerge(columns) : throw new TableException(
            TableErrorKind.DifferentFiles,
            $"The files of '{input}' are no one table: {string.Join("; ", problems)}. Read them by nodes of their own, and give them the same columns in a query over each.",
            null, input);
    }

    /// <summary>The SELECT list for files of a shape.</summary>
    public string Select(ParquetFile file, FileShape shape) =>
        string.Join(", ", _columns.Select(column => shape.Find(column.Name) is { } own ? Cast(file, own, column) : $"CAST(NULL AS {column.Type}) AS {SqlLiteral.Name(column.Name)}"));

    private static string Cast(ParquetFile file, TableColumn own, TableColumn wanted)
    {
        var name = SqlLiteral.Name(own.Name);
        if (own.Type.Equals(wanted.Type)) return $"{name} AS {SqlLiteral.Name(wanted.Name)}";
        var cast = $"CAST({name} AS {wanted.Type})";
        // Casts of large integers to floating point round in silence.
        if (CommonTypes.NeedsCheck(own.Type, wanted.Type))
        {
            var complaint = SqlLiteral.Text($"Column '{own.Name}' is {own.Type} in {Path.GetFileName(file.Path)} and {wanted.Type} in other files, which has no such number: ");
            cast = $"CASE WHEN {name} IS NULL OR CAST({cast} AS HUGEINT) = {name} THEN {cast} ELSE error({complaint} || CAST({name} AS VARCHAR)) END";
        }
        return $"{cast} AS {SqlLiteral.Name(wanted.Name)}";
    }

    private static ColumnType? Common(IEnumerable<ColumnType> types) =>
        types.Select(type => (ColumnType?)type).Aggregate((one, other) => one is null || other is null ? null : CommonTypes.Of(one, other));

    private static string Some(IEnumerable<ParquetFile> files)
    {
        var names = files.Select(file => Path.GetFileName(file.Path)).Distinct(StringComparer.Ordinal).ToList();
        return names.Count <= 2 ? string.Join(" and ", names) : $"{names[0]} and {names.Count - 1} more";
    }
}
