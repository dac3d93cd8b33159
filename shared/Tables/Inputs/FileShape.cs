namespace Serverless.Tables.Inputs;

/// <summary>Columns that a query may see of a file, constants included. Files that are alike share one.</summary>
internal sealed class FileShape
{
    private readonly Dictionary<string, TableColumn> _byName = new(StringComparer.OrdinalIgnoreCase);

    public FileShape(IEnumerable<TableColumn> columns)
    {
        foreach (var column in columns) _byName.TryAdd(column.Name, column);
        Columns = [.. _byName.Values];
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public TableColumn? Find(string name) => _byName.GetValueOrDefault(name);
}
