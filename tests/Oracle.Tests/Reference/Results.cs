namespace Serverless.Oracle.Tests.Reference;

/// <summary>What a node gives.</summary>
internal abstract record NodeResult
{
    /// <summary>The columns of records, where a .NET type says them; empty: the records do.</summary>
    public IReadOnlyList<(string Name, string Type)> Columns { get; init; } = [];

    /// <summary>What its elements stand for.</summary>
    public Origin Origin { get; init; } = new("", []);
}

/// <summary>
/// What the elements of a collection stand for, one for one. Tables are put together by position only where that is the same: partitions of equal keys, or
/// what was made of the same numbers, values, files or elements.
/// </summary>
/// <param name="Source">What kind of thing, or which node.</param>
/// <param name="Ids">Of each element.</param>
internal sealed record Origin(string Source, IReadOnlyList<string> Ids)
{
    public bool IsSameAs(Origin other) => Source == other.Source && Ids.SequenceEqual(other.Ids, StringComparer.Ordinal);

    /// <summary>Of the first elements.</summary>
    public Origin Take(int count) => this with { Ids = [.. Ids.Take(count)] };

    /// <summary>Of elements that nothing but their place tells apart.</summary>
    public static Origin Of(string node, int count) => new($"node {node}", [.. Enumerable.Range(0, count).Select(i => $"{i}")]);
}

/// <summary>One value.</summary>
internal sealed record OneValue(object? Value) : NodeResult;

/// <summary>One table.</summary>
internal sealed record OneTable(ReferenceTable Table) : NodeResult;

/// <summary>Elements that a filter took out are <see cref="ManyValues.Gap"/>: the others keep their places.</summary>
/// <param name="Slots">Elements and gaps.</param>
/// <param name="IsKnown">Their number is known before anything runs.</param>
/// <param name="Filter">The filter that made gaps; null: there are none.</param>
internal sealed record ManyValues(IReadOnlyList<object?> Slots, bool IsKnown, string? Filter = null) : NodeResult
{
    public static readonly object Gap = new();

    /// <summary>All values of the document's list that these are of: records among them have their columns together. Null: each shows its own.</summary>
    public IReadOnlyList<object?>? Together { get; init; }

    public IEnumerable<object?> Elements => Slots.Where(s => !ReferenceEquals(s, Gap));
}

/// <summary>Partitions.</summary>
/// <param name="Parts">In order.</param>
/// <param name="IsKnown">Their number is known before anything runs.</param>
internal sealed record ManyTables(IReadOnlyList<ReferenceTable> Parts, bool IsKnown) : NodeResult
{
    /// <summary>How rows are cut into partitions is the writer's business: together they are the only one.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The columns where there is no partition; null: not known.</summary>
    public ReferenceTable? Empty { get; init; }

    /// <summary>All that there is to say columns by.</summary>
    public IReadOnlyList<ReferenceTable> PartsOrEmpty => Parts.Count > 0 || Empty is null ? Parts : [Empty];
}

/// <summary>A table of the reference's database.</summary>
/// <param name="Name">As SQL sees it.</param>
internal sealed record ReferenceTable(string Name);
