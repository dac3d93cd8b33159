using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>Columns of a file whose names differ by case alone, or not at all, are one name in SQL: DuckDB would call the second of <c>a</c> and <c>A</c> by a name that no file has.</summary>
internal static class ColumnNames
{
    /// <summary>Looks at each shape of files that somebody else may have written.</summary>
    /// <exception cref="TableException">A column that is wanted is there twice.</exception>
    public static void Check(string name, ParquetInput input, FileSchemas schemas)
    {
        var wanted = input.WantedColumns();
        foreach (var file in input.Files.DistinctBy(file => schemas.SchemaOf(ParquetSql.PathOf(file))))
        {
            var columns = schemas.SchemaOf(ParquetSql.PathOf(file)).Columns;
            // Nothing is looked at twice where no name can be one that was made.
            if (!columns.Any(column => IsMade(column.Name, columns))) continue;
            var twice = schemas.NamesOf(ParquetSql.PathOf(file)).GroupBy(column => column, StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Skip(1).Any() && wanted?.Contains(group.Key) != false).Select(group => string.Join(" and ", group.Select(column => $"'{column}'"))).ToList();
            if (twice.Count == 0) continue;
            throw new TableException(
                TableErrorKind.CorruptInput,
                $"Input '{name}' ({file.Title ?? Path.GetFileName(file.Path)}) has the columns {string.Join(", and ", twice)}: columns are told by their letters and not by upper and lower case, so both would be one. Write the file with another name for one.",
                null, name);
        }
    }

    private static bool IsMade(string name, IReadOnlyList<TableColumn> columns)
    {
        var end = name.LastIndexOf('_');
        return end >= 0 && end < name.Length - 1 && name.AsSpan(end + 1).IndexOfAnyExceptInRange('0', '9') < 0
            && columns.Any(column => name.AsSpan(0, end).Equals(column.Name, StringComparison.OrdinalIgnoreCase));
    }
}
