using System.Text.Json;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>What a node works on: the nodes of its <c>over</c>, in order.</summary>
internal sealed class ReferenceInputs
{
    private readonly List<(string? Alias, string Node, NodeResult Result)> _over = [];

    public ReferenceInputs(JsonElement node, Func<string, NodeResult> resultOf)
    {
        if (!node.TryGetProperty("over", out var over)) return;
        switch (over.ValueKind)
        {
            case JsonValueKind.String: Add(null, over); break;
            case JsonValueKind.Array: foreach (var item in over.EnumerateArray()) Add(null, item); break;
            default: foreach (var item in over.EnumerateObject()) Add(item.Name, item.Value); break;
        }

        void Add(string? alias, JsonElement name) => _over.Add((alias, name.GetString()!, resultOf(name.GetString()!)));
    }

    private ReferenceInputs()
    {
    }

    /// <summary>One node alone.</summary>
    public static ReferenceInputs Of(string node, Func<string, NodeResult> resultOf)
    {
        var inputs = new ReferenceInputs();
        inputs._over.Add((null, node, resultOf(node)));
        return inputs;
    }

    /// <summary>All are tables.</summary>
    public bool IsTables => _over.TrueForAll(o => o.Result is OneTable or ManyTables);

    /// <summary>There is no element at all.</summary>
    public bool IsEmpty => _over is [var (_, _, result)] && result is not (OneTable or ManyTables) && !Spread("", result).Elements.Any();

    public List<ManyTables> Tables => [.. _over.Select(o => o.Result is OneTable one ? new ManyTables([one.Table], true) : (ManyTables)o.Result)];

    public List<ManyValues> Values => [.. _over.Select(o => Spread(o.Node, o.Result))];

    public ManyValues Only => Values is [var only] ? only : throw new ReferenceRefusal("one collection is wanted");

    /// <summary>The names that a query knows.</summary>
    /// <exception cref="ReferenceRefusal">SQL cannot tell two of them apart.</exception>
    public List<string> TableNames()
    {
        List<string> names = [.. _over.Select(o => o.Alias ?? (_over.Count == 1 ? "input" : o.Node))];
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count ? throw new ReferenceRefusal("names of tables that differ by case alone") : names;
    }

    /// <summary>Each input as tables: a record is a row, a list of records rows.</summary>
    /// <param name="tables">Makes them.</param>
    /// <param name="isRows">All elements are rows of one table.</param>
    public List<ManyTables> AsTables(ReferenceTables tables, bool isRows = false) => [.. _over.Select(o => o.Result switch
    {
        OneTable one => new ManyTables([one.Table], true),
        ManyTables many => many,
        var values => OfValues(Spread(o.Node, values), tables, isRows),
    })];

    /// <summary>Records of a value.</summary>
    /// <exception cref="ReferenceFailure">It is no record, and no list of them.</exception>
    public static List<SortedDictionary<string, object?>> RowsOf(object? value) => value switch
    {
        SortedDictionary<string, object?> record => [record],
        List<object?> list => [.. list.SelectMany(RowsOf)],
        _ => throw new ReferenceFailure($"{Datum.Text(value)} is no record"),
    };

    private static ManyTables OfValues(ManyValues values, ReferenceTables tables, bool isRows)
    {
        var rows = values.Elements.Select(RowsOf).ToList();
        var columns = values.Together is { } all ? tables.ColumnsOf([.. all.SelectMany(RowsOf)]) : values.Columns;
        if (isRows) return new ManyTables([tables.Of([.. rows.SelectMany(r => r)], columns)], false);
        return new ManyTables([.. rows.Select(r => tables.Of(r, columns))], values.IsKnown && values.Filter is null) { Origin = values.Origin };
    }

    // A value that is no list is the only element.
    private static ManyValues Spread(string node, NodeResult result) => result switch
    {
        ManyValues many => many,
        OneValue { Value: List<object?> list } one => new ManyValues(list, false) { Columns = one.Columns, Origin = Origin.Of(node, list.Count) },
        OneValue one => new ManyValues([one.Value], false) { Columns = one.Columns, Origin = Origin.Of(node, 1) },
        _ => throw new ReferenceRefusal("tables where values are wanted"),
    };
}
