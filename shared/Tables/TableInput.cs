namespace Serverless.Tables;

/// <summary>What a query reads by one of its names.</summary>
public abstract record TableInput
{
    private protected TableInput()
    {
    }

    /// <summary>Whole Parquet files, one after the other, in this order.</summary>
    public static ParquetInput Parquet(params IEnumerable<string> paths) => new(paths.Select(path => new ParquetFile(path)).ToList());
}

/// <summary>Rows of Parquet files, in the order of the files. All have the columns of the first, unless <see cref="UnionByName"/>.</summary>
/// <param name="Files">At least one; for none use <see cref="EmptyInput"/>.</param>
public sealed record ParquetInput(IReadOnlyList<ParquetFile> Files) : TableInput
{
    /// <summary>True: columns are matched by name, and where a file lacks one its rows have null. False (default): a file that lacks a column of the first is an error.</summary>
    public bool UnionByName { get; init; }

    /// <summary>Only these columns, in this order; null = all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Only rows for which all conditions of one of the alternatives hold; empty = all rows.</summary>
    public IReadOnlyList<IReadOnlyList<ColumnCondition>> Where { get; init; } = [];
}

/// <summary>A comparison of a column with a value.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Operator">One of <c>= &lt;&gt; &lt; &lt;= &gt; &gt;= IN</c>.</param>
/// <param name="Value">Null, bool, long, decimal, double, string, DateOnly, or for IN a list of these.</param>
public sealed record ColumnCondition(string Column, string Operator, object? Value);

/// <summary>A Parquet file, or a part of it.</summary>
/// <param name="Path">Absolute path of a local file.</param>
public sealed record ParquetFile(string Path)
{
    /// <summary>Only these rows; null = all. Row groups outside of the range are not read.</summary>
    public RowRange? Rows { get; init; }

    /// <summary>Columns that the file does not hold, as partition keys: appended after the file's own, the same value in each row.</summary>
    public IReadOnlyList<ConstantColumn> Constants { get; init; } = [];
}

/// <summary>Rows of a file by number, from 0.</summary>
public readonly record struct RowRange(long First, long Count);

/// <summary>A column with one value.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Text">The value as text, which is cast to the type; null is null.</param>
public sealed record ConstantColumn(string Name, ColumnType Type, string? Text);

/// <summary>No rows, of a known shape: what is left when all files were pruned.</summary>
public sealed record EmptyInput(TableSchema Schema) : TableInput;
