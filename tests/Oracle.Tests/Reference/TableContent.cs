namespace Serverless.Oracle.Tests.Reference;

/// <summary>What is in a table: columns by name and rows, neither of which has an order.</summary>
/// <param name="Columns">Sorted by name.</param>
/// <param name="Rows">Values as text in the order of the columns, sorted.</param>
internal sealed record TableContent(IReadOnlyList<(string Name, string Type)> Columns, IReadOnlyList<string?[]> Rows)
{
    /// <summary>How the two differ; null: they do not.</summary>
    public string? DifferenceTo(TableContent other)
    {
        var (mine, theirs) = (Columns.Select(c => c.Name), other.Columns.Select(c => c.Name));
        if (!mine.SequenceEqual(theirs, StringComparer.Ordinal)) return $"columns [{string.Join(", ", theirs.Except(mine).Take(5))}] instead of [{string.Join(", ", mine.Except(theirs).Take(5))}]";
        for (var i = 0; i < Columns.Count; i++)
        {
            // What has no value at all may be of any type.
            if (Columns[i].Type != other.Columns[i].Type && Rows.Any(r => r[i] is not null)) return $"column {Columns[i].Name} is {other.Columns[i].Type} instead of {Columns[i].Type}";
        }
        if (Rows.Count != other.Rows.Count) return $"{other.Rows.Count} rows instead of {Rows.Count}";
        for (var i = 0; i < Rows.Count; i++)
        {
            if (!Rows[i].SequenceEqual(other.Rows[i], StringComparer.Ordinal)) return $"row {Show(other.Rows[i])} instead of {Show(Rows[i])}";
        }
        return null;
    }

    public static int CompareRows(string?[] one, string?[] other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            if (string.CompareOrdinal(one[i], other[i]) is not 0 and var order) return order;
        }
        return 0;
    }

    public override string ToString() => $"({string.Join(", ", Columns.Select(c => $"{c.Name} {c.Type}"))}) {string.Join(" ", Rows.Select(Show))}";

    private static string Show(string?[] row) => $"[{string.Join(", ", row.Select(t => t ?? "NULL"))}]";
}
