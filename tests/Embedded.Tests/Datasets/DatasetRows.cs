namespace Serverless.Embedded.Tests.Datasets;

/// <summary>What a dataset is: a list of rows with typed columns, and nothing of files, manifests or commits. Immutable.</summary>
/// <param name="Keys">Partition keys, in order.</param>
/// <param name="Columns">The others, in any order.</param>
/// <param name="Nulls">Columns without a value so far.</param>
/// <param name="Rows">Values by name, as SQL of the type that they were written with.</param>
internal sealed record DatasetRows(IReadOnlyList<TypedColumn> Keys, IReadOnlyList<TypedColumn> Columns, IReadOnlySet<string> Nulls, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)
{
    public IEnumerable<TypedColumn> All => Keys.Concat(Columns);

    /// <summary>Keys in their order, the others by name.</summary>
    public string Schema => $"[{string.Join(", ", Keys.Select(Show))}] {string.Join(", ", Columns.OrderBy(column => column.Name, StringComparer.Ordinal).Select(Show))}";

    /// <summary>What a job makes of what was there; null: it is refused.</summary>
    /// <param name="before">Null: nothing was there.</param>
    /// <param name="job">The job.</param>
    public static DatasetRows? After(DatasetRows? before, RowsJob job)
    {
        if (job.HasNoKey || (job.Mode == "overwritePartitions" && job.Keys.Count == 0) || (job.Mode == "create" && before is not null)) return null;
        var names = job.All.Select(column => column.Name).ToList();
        var written = new DatasetRows(job.Keys, job.Columns, names.Where((_, at) => job.IsAllNull(at)).ToHashSet(StringComparer.Ordinal),
            [.. job.Rows.Select(row => (IReadOnlyDictionary<string, string>)names.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))]);
        if (before is null || job.Mode is "create" or "replace") return written;
        if (!before.Keys.Select(key => key.Name).SequenceEqual(job.Keys.Select(key => key.Name), StringComparer.Ordinal)) return null;
        if (job.Rows.Count == 0) return before;
        var rest = job.Mode == "overwritePartitions" ? before.Without(row => written.Rows.Any(other => job.Keys.All(key => IsSame(row[key.Name], other[key.Name])))) : before;
        // All rows count for what goes together, those that go too.
        return before.With(written) is { } all ? all with { Rows = [.. rest.Rows, .. written.Rows] } : null;
    }

    // Values of one list of ours in types that go together: only a tenth is another number as a FLOAT.
    private static bool IsSame(string one, string other) => Plain(one) == Plain(other);

    private static string Plain(string value)
    {
        var at = value.LastIndexOf(" AS ", StringComparison.Ordinal);
        var (text, type) = (value["CAST(".Length..at], value[(at + " AS ".Length)..^1]);
        return type == "FLOAT" && text == "0.1" ? "0.1f" : text;
    }

    /// <summary>Rows that another program took out.</summary>
    public DatasetRows Without(Func<IReadOnlyDictionary<string, string>, bool> isGone) => this with { Rows = [.. Rows.Where(row => !isGone(row))] };

    /// <summary>The rows as a query gives them: types, then values as text, columns by name.</summary>
    public string Query => Rows.Count == 0 ? "SELECT 1 WHERE false" : string.Join(" UNION ALL ", Rows.Select(row =>
        "SELECT " + string.Join(
            ", ",
            All.OrderBy(column => column.Name, StringComparer.Ordinal)
                .Select((column, at) => Look($"CAST({row.GetValueOrDefault(column.Name, "NULL")} AS {column.Type})", at)))));

    /// <summary>The same of the columns of a table that is read.</summary>
    public string ReadQuery(string table) => $"SELECT {string.Join(", ", All.OrderBy(column => column.Name, StringComparer.Ordinal).Select((column, at) => Look(column.Quoted, at)))} FROM {table}";

    private static string Look(string value, int at) => $"typeof({value}) AS t{at}, CAST({value} AS VARCHAR) AS v{at}";

    private DatasetRows? With(DatasetRows added)
    {
        if (!Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal).SetEquals(added.Columns.Select(column => column.Name))) return null;
        var (keys, columns) = (Merge(Keys, added.Keys, added), Merge(Columns, added.Columns, added));
        if (keys.Contains(null) || columns.Contains(null)) return null;
        return new DatasetRows(keys!, columns!, Nulls.Intersect(added.Nulls, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal), [.. Rows, .. added.Rows]);
    }

    private List<TypedColumn?> Merge(IReadOnlyList<TypedColumn> current, IReadOnlyList<TypedColumn> other, DatasetRows added) =>
    [
        .. current.Select(column =>
        {
            var match = other.First(o => o.Name == column.Name);
            if (added.Nulls.Contains(column.Name)) return column;
            if (Nulls.Contains(column.Name)) return match;
            return TypedColumn.Common(column.Type, match.Type) is { } type ? column with { Type = type } : null;
        }),
    ];

    private string Show(TypedColumn column) => $"{column.Name} {column.Type}{(Nulls.Contains(column.Name) ? "?" : "")}";
}
