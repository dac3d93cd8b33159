using Serverless.Oracle.Tests.Running;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>What an output must be.</summary>
/// <param name="IsTables">Tables; otherwise a value.</param>
/// <param name="Value">The value, or the list of elements.</param>
/// <param name="Tables">By partition.</param>
/// <param name="IsWhole">How many partitions there are is the writer's business.</param>
internal sealed record ExpectedOutput(bool IsTables, object? Value, IReadOnlyList<TableContent> Tables, bool IsWhole)
{
    public static ExpectedOutput Of(NodeResult result, ReferenceTables tables) => result switch
    {
        OneValue one => OfValue(one.Value),
        ManyValues many => OfValue(many.Elements.ToList()),
        OneTable one => OfTables([one.Table], false, tables),
        ManyTables { IsWhole: true, Parts.Count: > 0 } many => OfTables([tables.Union(many.Parts)], true, tables),
        ManyTables many => OfTables(many.Parts, false, tables),
        _ => throw new InvalidOperationException($"{result}"),
    };

    /// <summary>One text for each result: equal tokens must have equal ones.</summary>
    public string Text => IsTables ? string.Join("; ", Tables) : Datum.Text(Value);

    /// <summary>The reference does not say of any element what it is; it is the same in every run.</summary>
    public bool IsUnsaid => Value is List<object?> { Count: > 0 } all && all.TrueForAll(v => ReferenceEquals(v, Datum.Anything));

    /// <summary>How an output differs; null: it does not.</summary>
    public string? DifferenceTo(ProductOutput output)
    {
        if (!IsTables) return output.Value is not { } json ? "tables instead of a value" : Datum.IsSaidBy(Value, json) ? null : $"{Shorter(json.GetRawText())} instead of {Shorter(Datum.Text(Value))}";
        if (output.Value is { } value) return $"{Shorter(value.GetRawText())} instead of tables";
        if (IsWhole) return output.Tables.Count == 0 ? (Tables[0].Rows.Count == 0 ? null : "no partition") : Tables[0].DifferenceTo(Joined(output.Tables));
        if (output.Tables.Count != Tables.Count) return $"{output.Tables.Count} partitions instead of {Tables.Count}";
        for (var i = 0; i < Tables.Count; i++)
        {
            if (Tables[i].DifferenceTo(output.Tables[i]) is { } difference) return $"partition {i}: {difference}";
        }
        return null;
    }

    private static ExpectedOutput OfValue(object? value) => new(false, value, [], false);

    private static ExpectedOutput OfTables(IEnumerable<ReferenceTable> parts, bool isWhole, ReferenceTables tables) => new(true, null, [.. parts.Select(tables.ContentOf)], isWhole);

    private static TableContent Joined(IReadOnlyList<TableContent> parts)
    {
        var rows = parts.SelectMany(p => p.Rows).ToList();
        rows.Sort(TableContent.CompareRows);
        return new TableContent(parts[0].Columns, rows);
    }

    private static string Shorter(string text) => text.Length > 300 ? text[..300] + " ..." : text;
}
