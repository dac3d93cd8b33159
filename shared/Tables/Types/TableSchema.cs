namespace Serverless.Tables.Types;

/// <summary>A column's name and type.</summary>
public sealed record TableColumn(string Name, ColumnType Type)
{
    public override string ToString() => $"{Name} {Type}";
}

/// <summary>Columns in order; equal when names and types are.</summary>
public sealed class TableSchema(IReadOnlyList<TableColumn> columns) : IEquatable<TableSchema>
{
    public IReadOnlyList<TableColumn> Columns { get; } = columns;

    /// <summary>The column of that name, as SQL compares names (case apart); -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, name, StringComparison.OrdinalIgnoreCase)) return i;
        }
        return -1;
    }

    /// <summary>A name that no column has: this one, or with underscores behind it.</summary>
    internal string NewName(string name)
    {
        while (IndexOf(name) >= 0) name += "_";
        return name;
    }

    public bool Equals(TableSchema? other) => other is not null && Columns.SequenceEqual(other.Columns);

    public override bool Equals(object? obj) => Equals(obj as TableSchema);

    public override int GetHashCode() => Columns.Aggregate(17, HashCode.Combine);

    public override string ToString() => string.Join(", ", Columns);
}
