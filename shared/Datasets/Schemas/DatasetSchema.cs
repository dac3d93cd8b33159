using System.Collections.Immutable;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Schemas;

/// <summary>A column of a dataset's table.</summary>
/// <param name="Name">As it was written; names that differ in case alone are one.</param>
/// <param name="Type">What readers see; files may have a narrower one.</param>
public sealed record DatasetColumn(string Name, ColumnType Type)
{
    /// <summary>No row has a value so far, so that any type fits.</summary>
    public bool IsNull { get; init; }

    public override string ToString() => $"{Name} {Type.Text}";
}

/// <summary>What all files of a dataset's table are read as.</summary>
/// <param name="Keys">The partition columns, in order. They are in the labels and in no file.</param>
/// <param name="Columns">The others, in the order in which they were first written.</param>
public sealed record DatasetSchema(ImmutableArray<DatasetColumn> Keys, ImmutableArray<DatasetColumn> Columns)
{
    /// <summary>As a query sees it: keys behind the columns.</summary>
    public TableSchema Table => new([.. Columns.Concat(Keys).Select(c => new TableColumn(c.Name, c.Type))]);

    public bool Equals(DatasetSchema? other) => other is not null && Keys.SequenceEqual(other.Keys) && Columns.SequenceEqual(other.Columns);

    public override int GetHashCode() => Keys.Concat(Columns).Aggregate(17, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", Keys)}] {string.Join(", ", Columns)}";
}

/// <summary>What came of putting schemas together.</summary>
/// <param name="Schema">Null when there are differences.</param>
/// <param name="Differences">All of them, a sentence each without its full stop.</param>
public sealed record SchemaMerge(DatasetSchema? Schema, ImmutableArray<string> Differences);
