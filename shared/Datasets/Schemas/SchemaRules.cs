using System.Collections.Immutable;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Schemas;

/// <summary>How schemas go together: within one write, and when a write comes on top of what is there. Pure.</summary>
public static class SchemaRules
{
    /// <summary>
    /// The schema of one write from those of its parts. A part that lacks a column has nulls there; numbers of several types become one that has a place for all.
    /// The order of the parts decides the order of columns, and nothing else.
    /// </summary>
    /// <param name="parts">What each is called, and its schema. All have the same keys.</param>
    public static SchemaMerge Merge(IReadOnlyList<(string Title, DatasetSchema Schema)> parts)
    {
        if (parts.Count == 0) return new SchemaMerge(null, []);
        var differences = ImmutableArray.CreateBuilder<string>();
        var keys = Merge([.. parts.Select(p => (p.Title, p.Schema.Keys))], "partition key", differences);
        var columns = Merge([.. parts.Select(p => (p.Title, p.Schema.Columns))], "column", differences);
        return differences.Count > 0 ? new SchemaMerge(null, differences.ToImmutable()) : new SchemaMerge(new DatasetSchema(keys, columns), []);
    }

    /// <summary>The schema after an append: columns and kinds of types are as before (<see cref="NormalType"/>), widths grow, and columns without a value fit anything.</summary>
    public static SchemaMerge Append(DatasetSchema current, DatasetSchema added)
    {
        var differences = ImmutableArray.CreateBuilder<string>();
        if (!current.Keys.Select(k => k.Name).SequenceEqual(added.Keys.Select(k => k.Name), StringComparer.Ordinal))
            differences.Add($"the partition keys are [{Names(current.Keys)}] in the dataset and [{Names(added.Keys)}] in the new data");
        var keys = Append(current.Keys, added.Keys, "partition key", differences, onlyCommon: differences.Count > 0);
        var columns = Append(current.Columns, added.Columns, "column", differences, onlyCommon: false);
        return differences.Count > 0 ? new SchemaMerge(null, differences.ToImmutable()) : new SchemaMerge(new DatasetSchema(keys, columns), []);
    }

    private static ImmutableArray<DatasetColumn> Merge(
        IReadOnlyList<(string Title, ImmutableArray<DatasetColumn> Columns)> parts, string what, ImmutableArray<string>.Builder differences)
    {
        var order = new List<string>();
        var found = new Dictionary<string, List<(string Title, DatasetColumn Column)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (title, columns) in parts)
        {
            foreach (var column in columns)
            {
                if (!found.TryGetValue(column.Name, out var all))
                {
                    found[column.Name] = all = [];
                    order.Add(column.Name);
                }
                all.Add((title, column));
            }
        }
        return [.. order.Select(name => Merge(found[name], what, differences))];
    }

    private static DatasetColumn Merge(List<(string Title, DatasetColumn Column)> parts, string what, ImmutableArray<string>.Builder differences)
    {
        var first = parts[0].Column;
        if (parts.Find(p => p.Column.Name != first.Name) is { Column: { } other } elsewhere)
        {
            var names = new[] { (first.Name, parts[0].Title), (other.Name, elsewhere.Title) }.OrderBy(n => n.Item1, StringComparer.Ordinal).ToList();
            differences.Add($"the {what}s '{names[0].Item1}' of {names[0].Title} and '{names[1].Item1}' of {names[1].Title} differ in case alone");
            return first;
        }
        // What has no value says least of its type.
        var valued = parts.Where(p => !p.Column.IsNull).ToList();
        if (valued.Count == 0) return first with { Type = TypeFold.Of(parts.Select(p => p.Column.Type)) ?? ColumnType.Of(ColumnKind.Integer) };
        if (TypeFold.Of(valued.Select(p => p.Column.Type)) is { } type) return new DatasetColumn(first.Name, type);
        var shown = valued.GroupBy(p => p.Column.Type.Text, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} in {g.First().Title}");
        differences.Add($"the {what} '{first.Name}' is {string.Join(" and ", shown)}");
        return first;
    }

    private static ImmutableArray<DatasetColumn> Append(
        ImmutableArray<DatasetColumn> current, ImmutableArray<DatasetColumn> added, string what, ImmutableArray<string>.Builder differences, bool onlyCommon)
    {
        var columns = ImmutableArray.CreateBuilder<DatasetColumn>();
        foreach (var column in current)
        {
            var other = added.FirstOrDefault(a => a.Name == column.Name);
            if (other is not null) columns.Add(Append(column, other, what, differences));
            else if (!onlyCommon) differences.Add($"the {what} '{column.Name}' ({column.Type.Text}) is missing in the new data");
        }
        if (onlyCommon) return columns.ToImmutable();
        foreach (var extra in added.Where(a => !current.Any(c => c.Name == a.Name))) differences.Add($"the {what} '{extra.Name}' ({extra.Type.Text}) is not in the dataset");
        return columns.ToImmutable();
    }

    private static DatasetColumn Append(DatasetColumn current, DatasetColumn added, string what, ImmutableArray<string>.Builder differences)
    {
        if (added.IsNull) return current;
        if (current.IsNull) return added;
        if (NormalType.Of(current.Type).Equals(NormalType.Of(added.Type)) && CommonType.Of(current.Type, added.Type) is { } type) return current with { Type = type };
        differences.Add($"the {what} '{current.Name}' is {current.Type.Text} in the dataset and {added.Type.Text} in the new data");
        return current;
    }

    private static string Names(IEnumerable<DatasetColumn> columns) => string.Join(", ", columns.Select(c => c.Name));
}
