using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Nodes that work on rows by the names of columns, and on elements by what they are.</summary>
internal static class RelationMaker
{
    private static readonly string[] Hows = ["inner", "left", "right", "full", "semi", "anti"];

    public static bool Distinct(Draft draft)
    {
        if (draft.Find(m => m.IsCollection && m.Element is not (Element.File or Element.Unsaid or Element.Records)) is not { } input) return false;
        var name = draft.NewName();
        var made = input.Sort is Sort.Table or Sort.Tables
            ? Rows(name, input.Columns)
            : new Made(name, Sort.Values, input.Element == Element.Ints ? Element.Int : input.Element) { Columns = input.Columns, IsRow = input.IsRow, Group = $"list {name}" };
        draft.Add(made, new JsonObject { ["distinct"] = new JsonObject(), ["over"] = input.Name });
        return true;
    }

    /// <summary>A shuffle, or a sort.</summary>
    public static bool Spread(Draft draft)
    {
        if (Tables(draft) is not { } input) return false;
        var isSort = draft.Chance(0.5);
        var by = new JsonArray();
        foreach (var column in input.Columns.OrderBy(_ => draft.Random.Next()).Take(draft.Any(1, 1, 2)))
            by.Add(isSort && draft.Chance(0.4) ? new JsonObject { ["column"] = column.Name, ["descending"] = draft.Chance(0.5) } : column.Name);
        var settings = new JsonObject { ["by"] = by };
        if (draft.Chance(0.7)) settings["partitions"] = draft.Any(1, 2, 3, 7);
        var name = draft.NewName();
        draft.Add(Rows(name, input.Columns), new JsonObject { [isSort ? "sort" : "shuffle"] = settings, ["over"] = input.Name });
        return true;
    }

    public static bool Group(Draft draft)
    {
        var spreads = draft.Chance(0.4);
        var input = spreads || draft.Chance(0.7) ? Tables(draft) : draft.Find(m => m is { Sort: Sort.Values, Element: Element.Record or Element.Records });
        if (input is null) return false;
        // One number per value: texts of records may be several kinds' JSON.
        List<Column> keys = [.. input.Columns.Where(c => c.Type is "int" or "text").OrderBy(_ => draft.Random.Next()).Take(draft.Any(0, 1, 1, 1, 2))];
        var (aggregates, columns) = (new JsonObject(), keys.ToList());
        for (var more = draft.Random.Next(1, 4); more > 0; more--) Aggregate(draft, input, aggregates, columns);
        var settings = new JsonObject { ["keys"] = new JsonArray([.. keys.Select(k => (JsonNode)k.Name)]), ["aggregates"] = aggregates };
        if (spreads)
        {
            settings["way"] = "shuffle";
            if (draft.Chance(0.6)) settings["buckets"] = draft.Any(1, 2, 5);
        }
        draft.Add(Rows(draft.NewName(), columns), new JsonObject { ["groupBy"] = settings, ["over"] = input.Name });
        return true;
    }

    public static bool Join(Draft draft)
    {
        if (Tables(draft) is not { } left || Tables(draft) is not { } right || left.Name == right.Name) return false;
        var on = new JsonArray();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in left.Columns.Where(c => c.Type is "int" or "text" or "num").OrderBy(_ => draft.Random.Next()).Take(draft.Any(1, 1, 1, 2)))
        {
            var other = right.Columns.Where(c => c.Type == column.Type && !used.Contains(c.Name)).OrderBy(_ => draft.Random.Next()).FirstOrDefault();
            if (other is null) continue;
            used.Add(other.Name);
            on.Add(other.Name == column.Name && draft.Chance(0.7) ? column.Name : new JsonObject { ["left"] = column.Name, ["right"] = other.Name });
        }
        if (on.Count == 0) return false;
        var how = draft.Any(Hows);
        var settings = new JsonObject { ["on"] = on.Count == 1 && on[0] is JsonValue only && draft.Chance(0.5) ? only.DeepClone() : on };
        if (how != "inner" || draft.Chance(0.3)) settings["how"] = how;
        var suffix = draft.Chance(0.3) ? "'s" : "_right";
        if (suffix != "_right") settings["suffix"] = suffix;
        if (draft.Chance(0.5)) Way(draft, how, settings);
        var columns = left.Columns.ToList();
        if (how is not ("semi" or "anti"))
        {
            foreach (var column in right.Columns.Where(c => !used.Contains(c.Name)))
                columns.Add(left.Columns.Any(l => l.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase)) ? column with { Name = column.Name + suffix } : column);
        }
        draft.Add(Rows(draft.NewName(), columns), new JsonObject { ["join"] = settings, ["over"] = new JsonArray(left.Name, right.Name) });
        return true;
    }

    // Each partition of one side meets all of the other: where the other side's rows without a match count, that cannot be.
    private static void Way(Draft draft, string how, JsonObject settings)
    {
        settings["way"] = draft.Any<string>(how is "full" ? ["single", "shuffle"] : ["single", "shuffle", "broadcast"]);
        if ((string)settings["way"]! == "shuffle" && draft.Chance(0.6)) settings["buckets"] = draft.Any(1, 2, 5);
    }

    private static void Aggregate(Draft draft, Made input, JsonObject aggregates, List<Column> columns)
    {
        var name = draft.Any("n", "total", "low", "high", "so many", "x\"y");
        if (columns.Any(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) return;
        var ints = input.Columns.Where(c => c.Type == "int").ToList();
        var plain = input.Columns.Where(c => c.Type is "int" or "text" or "num").ToList();
        switch (draft.Random.Next(6))
        {
            case 0 when ints.Count > 0:
                aggregates[name] = new JsonObject { ["sum"] = draft.Any(ints).Name };
                columns.Add(new Column(name, "int"));
                break;
            case 1 or 2 when plain.Count > 0:
                var of = draft.Any(plain);
                aggregates[name] = new JsonObject { [draft.Any("min", "max")] = of.Name };
                columns.Add(of with { Name = name });
                break;
            case 3 when plain.Count > 0:
                aggregates[name] = new JsonObject { ["countDistinct"] = draft.Any(plain).Name };
                columns.Add(new Column(name, "int"));
                break;
            case 4:
                aggregates[name] = new JsonObject { ["count"] = draft.Any(input.Columns).Name };
                columns.Add(new Column(name, "int"));
                break;
            default:
                aggregates[name] = "count";
                columns.Add(new Column(name, "int"));
                break;
        }
    }

    private static Made? Tables(Draft draft) => draft.Find(m => m.Sort is Sort.Table or Sort.Tables && m.Columns.Count > 0);

    private static Made Rows(string name, IReadOnlyList<Column> columns) => new(name, Sort.Tables) { Columns = columns, IsWhole = true, Group = $"rows {name}" };
}
