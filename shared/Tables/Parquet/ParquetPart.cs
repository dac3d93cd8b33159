using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>What a query reads of a Parquet file.</summary>
public sealed record ParquetPart
{
    /// <summary>Top-level columns, case apart, nested ones with all their parts; null = all.</summary>
    public IReadOnlyCollection<string>? Columns { get; init; }

    /// <summary>Rows by number; null = all. Row groups come whole.</summary>
    public RowRange? Rows { get; init; }

    /// <summary>Equal for equal parts.</summary>
    internal string Key
    {
        get
        {
            var columns = Columns is null ? "*" : string.Join('\0', Columns.Select(column => column.ToUpperInvariant()).Order(StringComparer.Ordinal));
            return Columns is null && Rows is null ? "" : $"{columns}\0\0{Rows?.First}\0{Rows?.Count}";
        }
    }

    internal bool Has(string column, RowRange group) =>
        (Columns is null || Columns.Contains(column, StringComparer.OrdinalIgnoreCase))
        && (Rows is not { } rows || (group.First < rows.First + rows.Count && rows.First < group.First + group.Count));
}
