using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Nodes over tables and records.</summary>
internal static class TableMaker
{
    private static readonly string[] Aliases = ["l", "r", "input", "t1", "Left", "order", "_", "x", "y"];

    /// <summary>A query that needs no table.</summary>
    public static bool Alone(Draft draft)
    {
        var rows = draft.Any(0, 1, 5, 30);
        draft.Add(
            new Made(draft.NewName(), Sort.Table) { Columns = [new Column("k", "int"), new Column("s", "text")] },
            new JsonObject { ["call"] = "sql", ["args"] = new JsonArray($"SELECT i % 7 AS k, 't' || (i % 3) AS s FROM range({rows}) r(i)") });
        return true;
    }

    public static bool Query(Draft draft)
    {
        if (draft.Find(m => m.IsRows && m.IsCollection) is not { } input) return false;
        var kind = draft.Any("map", "map", "call", "call", "mapPartitions");
        if (kind == "mapPartitions" && input.Sort != Sort.Tables) kind = "map";
        if (input.IsWhole && kind != "call") return false;
        var alias = draft.Chance(0.25) ? draft.Any(Aliases) : null;
        var one = draft.Chance(0.2) ? draft.Find(m => m is { Sort: Sort.Value, Element: Element.Int }) : null;
        var (sql, columns) = SqlMaker.Over(draft.Random, alias ?? "input", input.Columns, one is null ? null : "least");
        var name = draft.NewName();
        var node = new JsonObject { [kind] = "sql", ["over"] = alias is null ? input.Name : new JsonObject { [alias] = input.Name } };
        AddArguments(draft, node, sql, one);
        draft.Add(new Made(name, kind == "call" ? Sort.Table : Sort.Tables) { Columns = columns, Group = GroupOf(input) }, node);
        return true;
    }

    public static bool QueryOfTwo(Draft draft)
    {
        if (draft.Find(m => m.IsRows && m.IsCollection && !m.IsWhole) is not { } left) return false;
        var kind = draft.Any("call", "map", "map");
        var anyhow = draft.Chance(0.08);
        if (draft.Find(m => m.IsRows && m.IsCollection && !m.IsWhole && (kind == "call" || anyhow || GoTogether(left, m))) is not { } right || right.Name == left.Name) return false;
        return QueryOf(draft, kind, left, right);
    }

    /// <summary>Partitions of two datasets by position: those of equal keys go together, others must be refused.</summary>
    public static bool QueryOfTwoDatasets(Draft draft)
    {
        Made? Next() => SourceMaker.Dataset(draft) ? draft.Made[^1] : null;
        return Next() is { } left && Next() is { } right && QueryOf(draft, "map", left, right);
    }

    private static bool QueryOf(Draft draft, string kind, Made left, Made right)
    {
        var (l, r) = (left.Name, right.Name);
        JsonNode over = new JsonArray(l, r);
        if (draft.Chance(0.4))
        {
            (l, r) = (draft.Any(Aliases), draft.Any(Aliases));
            if (l == r) return false;
            if (draft.Chance(0.1)) (l, r) = ("data", "Data");
            over = new JsonObject { [l] = left.Name, [r] = right.Name };
        }
        var (sql, columns) = SqlMaker.OverTwo(draft.Random, l, left.Columns, r, right.Columns);
        var node = new JsonObject { [kind] = "sql", ["over"] = over };
        AddArguments(draft, node, sql, null);
        draft.Add(new Made(draft.NewName(), kind == "call" ? Sort.Table : Sort.Tables) { Columns = columns, Group = GroupOf(left) == "n1" ? GroupOf(right) : GroupOf(left) }, node);
        return true;
    }

    public static bool Reduce(Draft draft)
    {
        if (draft.Find(m => m.IsRows && m.Sort is Sort.Tables or Sort.Values) is not { } input) return false;
        if (input.Sort == Sort.Values && input.Element is not (Element.Record or Element.Records)) return false;
        var alias = draft.Chance(0.2) ? draft.Any(Aliases) : null;
        var (sql, columns) = SqlMaker.Reducing(draft.Random, alias ?? "input", input.Columns);
        var node = new JsonObject { ["reduce"] = "sql", ["over"] = alias is null ? input.Name : new JsonObject { [alias] = input.Name } };
        if (draft.Chance(0.5)) node["splitEvery"] = draft.Random.Next(2, 6);
        AddArguments(draft, node, sql, null);
        draft.Add(new Made(draft.NewName(), Sort.Table) { Columns = columns }, node);
        return true;
    }

    /// <summary>Tables from numbers, numbers from tables, and the first tables.</summary>
    public static bool Method(Draft draft)
    {
        var name = draft.NewName();
        switch (draft.Random.Next(4))
        {
            case 0 when draft.Find(m => m is { Sort: Sort.Values, Element: Element.Int } && m.Group is "n0" or "n1" or "n2" or "n3" or "n4" or "n5") is { } numbers:
                draft.Add(new Made(name, Sort.Tables) { Columns = [new Column("k", "int"), new Column("s", "text")], Group = numbers.Group }, new JsonObject { ["map"] = "o.table", ["over"] = numbers.Name });
                return true;
            case 1 when draft.Find(m => m is { Sort: Sort.Tables, IsWhole: false }) is { } tables:
                draft.Add(new Made(name, Sort.Values, Element.Int) { Group = $"list {name}" }, new JsonObject { ["map"] = "o.count", ["over"] = tables.Name });
                return true;
            case 2 when draft.Find(m => m.IsRows) is { } rows:
                draft.Add(new Made(name, Sort.Value, Element.Int), ValueMaker.Calling("o.count", Draft.Ref(rows)));
                return true;
            case 3 when draft.Find(m => m is { Sort: Sort.Tables, IsWhole: false }) is { } tables:
                var count = draft.Any(0, 1, 2, 10);
                draft.Add(new Made(name, Sort.Tables) { Columns = tables.Columns, Group = $"{count} of {tables.Group}" }, new JsonObject { ["take"] = count, ["over"] = tables.Name });
                return true;
            default:
                return false;
        }
    }

    /// <summary>A dataset, and a read of it.</summary>
    public static bool WriteAndRead(Draft draft)
    {
        if (draft.Find(m => m.IsRows && m.Sort != Sort.Value && !m.Columns.Any(c => c.Type == "other")) is not { } input) return false;
        var dataset = $"made{draft.Random.Next(1_000_000)}";
        var write = new JsonObject { ["dataset"] = dataset, ["mode"] = "replace" };
        if (draft.Chance(0.4) && input.Columns.Count > 1 && input.Columns.FirstOrDefault(c => c.Type == "int") is { } key && input.Columns.Count < 20) write["partitionBy"] = new JsonArray(key.Name);
        var written = new Made(draft.NewName(), Sort.Value);
        draft.Add(written, new JsonObject { ["write"] = write, ["over"] = input.Name });
        if (draft.Chance(0.2)) return true;
        draft.Add(new Made(draft.NewName(), Sort.Tables) { Columns = input.Columns, IsWhole = true }, new JsonObject { ["read"] = new JsonObject { ["dataset"] = dataset }, ["after"] = new JsonArray(written.Name) });
        return true;
    }

    private static string GroupOf(Made made) => made.Sort == Sort.Table ? "n1" : made.Sort == Sort.Value ? $"list {made.Name}" : made.Group;

    private static bool GoTogether(Made first, Made second) => GroupOf(first) == GroupOf(second) || GroupOf(first) == "n1" || GroupOf(second) == "n1";

    private static void AddArguments(Draft draft, JsonObject node, string sql, Made? least)
    {
        JsonNode query = sql;
        // The query may be another node's value.
        if (draft.Chance(0.05) && !sql.Contains("o.mix", StringComparison.Ordinal))
        {
            var text = new Made(draft.NewName(), Sort.Value, Element.Text);
            draft.Add(text, ValueMaker.Calling("math.identity", sql));
            query = Draft.Ref(text);
        }
        var parameters = least is null || !sql.Contains("$least", StringComparison.Ordinal) ? null : new JsonObject { ["least"] = Draft.Ref(least) };
        if (parameters is null && draft.Chance(0.5)) node["args"] = new JsonArray(query);
        else
        {
            node["args"] = new JsonObject { ["query"] = query };
            if (parameters is not null) node["args"]!["parameters"] = parameters;
        }
    }
}
