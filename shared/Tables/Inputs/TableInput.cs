using System.Collections.Immutable;
using Serverless.Tables.Columns;
using Serverless.Tables.Conditions;
using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>What a query reads by one of its names.</summary>
public abstract record TableInput
{
    private protected TableInput()
    {
    }

    /// <summary>Whole Parquet files, one after the other, in this order.</summary>
    public static ParquetInput Parquet(params IEnumerable<string> paths) => new(paths.Select(path => new ParquetFile(path)).ToList());
}

/// <summary>
/// Rows of Parquet files, in the order of the files. Their columns go together by name, never by position, each in the type that has a place for the values of
/// all files; where there is none, or a file lacks a column, the files are no one table, which is an error (<see cref="TableErrorKind.DifferentFiles"/>).
/// </summary>
/// <param name="Files">At least one, unless there is a <see cref="Schema"/>; for none of no schema use <see cref="EmptyInput"/>.</param>
public sealed record ParquetInput(IReadOnlyList<ParquetFile> Files) : TableInput
{
    /// <summary>
    /// The columns of the table, in order: files are matched by name and cast to them, a column that a file lacks is null there, and one that the table lacks is
    /// not seen. A value that does not survive the cast is an error that names the file. Null: what the files have together.
    /// </summary>
    public TableSchema? Schema { get; init; }

    /// <summary>
    /// True: where <see cref="Schema"/> has instants, a time without a zone in a file is one in UTC, and where it has times, a day is its midnight: Delta tables
    /// have such files. False (default): they do not go together.
    /// </summary>
    public bool HasLooseTimes { get; init; }

    /// <summary>True: where a file lacks a column its rows have null. False (default): that is an error. A <see cref="Schema"/> says it by itself.</summary>
    public bool UnionByName { get; init; }

    /// <summary>
    /// True: we wrote these files, so nothing of what they say is looked at twice. False (default): names that differ by case alone are looked for, and a note of
    /// types counts for columns that it fits, as another program may have copied it onto other columns.
    /// </summary>
    public bool IsOurs { get; init; }

    /// <summary>Only these columns, in this order; null = all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Only rows for which all conditions of one of the alternatives hold; empty = all rows.</summary>
    public IReadOnlyList<IReadOnlyList<ColumnCondition>> Where { get; init; } = [];

    /// <summary>All columns that are looked at, whatever their case; null = all.</summary>
    internal HashSet<string>? WantedColumns() => Columns?.Concat(Where.SelectMany(all => all).Select(condition => condition.Column)).ToHashSet(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A Parquet file, or a part of it.</summary>
/// <param name="Path">Absolute path of a local file.</param>
public sealed record ParquetFile(string Path)
{
    /// <summary>What people know the file by, for errors; null: the path's last part.</summary>
    public string? Title { get; init; }

    /// <summary>Only these rows; null = all. Row groups outside of the range are not read.</summary>
    public RowRange? Rows { get; init; }

    /// <summary>Columns that the file does not hold, as partition keys: appended after the file's own, the same value in each row.</summary>
    public IReadOnlyList<ConstantColumn> Constants { get; init; } = [];
}

/// <summary>A column with one value.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Text">The value as text, which is cast to the type; null is null.</param>
public sealed record ConstantColumn(string Name, ColumnType Type, string? Text);

/// <summary>Rows of CSV files (UTF-8). Delimiter, quotes, header and types are found out from the first 20,480 rows of each, unless they are set.</summary>
/// <param name="Paths">Absolute paths of local files; at least one.</param>
public sealed record CsvInput(IReadOnlyList<string> Paths) : TableInput
{
    /// <summary>Types of columns by name, instead of the inferred ones.</summary>
    public IReadOnlyDictionary<string, ColumnType> Types { get; init; } = ImmutableDictionary<string, ColumnType>.Empty;

    /// <summary>True: the first line holds names. False: the columns are <c>column0</c>, <c>column1</c>, and so on. Null: found out.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Null: found out.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Text that stands for null besides an empty field; null = none.</summary>
    public string? NullText { get; init; }

    /// <summary>True: a field in quotes is never null, so <c>""</c> is empty text, as <see cref="TableSession.WriteCsvAsync"/> writes it. False (default): programs that quote everything mean null by it.</summary>
    public bool QuotedIsText { get; init; }
}

/// <summary>Rows of files with one JSON object a line (UTF-8). Columns and types are found out from the first 20,480 lines, unless they are set.</summary>
/// <param name="Paths">Absolute paths of local files; at least one.</param>
public sealed record JsonLinesInput(IReadOnlyList<string> Paths) : TableInput
{
    /// <summary>Types of columns by name, instead of the inferred ones; a name that no line has is a column of nulls.</summary>
    public IReadOnlyDictionary<string, ColumnType> Types { get; init; } = ImmutableDictionary<string, ColumnType>.Empty;
}

/// <summary>Columns in memory: DuckDB reads the arrays chunk by chunk, with no call per row. They must not change while a query runs.</summary>
/// <param name="Columns">At least one, all of the same length.</param>
public sealed record ColumnsInput(IReadOnlyList<ColumnData> Columns) : TableInput
{
    public ColumnsInput(params ColumnData[] columns)
        : this((IReadOnlyList<ColumnData>)columns)
    {
    }
}

/// <summary>No rows, of a known shape: what is left when all files were pruned.</summary>
public sealed record EmptyInput(TableSchema Schema) : TableInput;
