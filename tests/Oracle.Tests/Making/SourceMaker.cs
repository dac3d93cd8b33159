using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Nodes that need no others: numbers, values of the document, datasets and files.</summary>
internal static class SourceMaker
{
    public static bool Range(Draft draft)
    {
        var count = Size(draft.Random);
        var (from, step) = (draft.Random.Next(-3, 10), draft.Random.Next(1, 4));
        JsonNode range = draft.Random.Next(4) switch
        {
            0 => new JsonObject { ["from"] = from, ["count"] = count, ["step"] = step },
            1 => new JsonObject { ["from"] = from, ["to"] = from + count },
            2 => new JsonObject { ["from"] = from, ["to"] = from - (count * step), ["step"] = -step },
            _ => count,
        };
        draft.Add(new Made(draft.NewName(), Sort.Values, Element.Int) { Group = $"n{count}" }, new JsonObject { ["range"] = range });
        return true;
    }

    public static bool Items(Draft draft)
    {
        var count = Math.Min(Size(draft.Random), 40);
        var element = draft.Any(Element.Int, Element.Int, Element.Double, Element.Text, Element.Any, Element.Record, Element.Record, Element.Records, Element.MaybeInt, Element.Ints);
        var columns = element is Element.Record or Element.Records ? DataMaker.Columns(draft.Random) : [];
        if (columns.Count > 20) count = Math.Min(count, 3);
        var isFull = draft.Chance(0.5);
        var items = new JsonArray([.. Enumerable.Range(0, count).Select(_ => Item(draft, element, columns, isFull))]);
        draft.Add(new Made(draft.NewName(), Sort.Values, element) { Group = $"n{count}", Columns = columns }, new JsonObject { ["items"] = items });
        return true;
    }

    /// <summary>Values of other nodes.</summary>
    public static bool ItemsOfNodes(Draft draft)
    {
        if (draft.Find(m => m.Sort == Sort.Value && m.Element == Element.Int) is not { } first) return false;
        var items = new JsonArray(Draft.Ref(first));
        for (var more = draft.Random.Next(4); more > 0; more--) items.Add(draft.Find(m => m.Sort == Sort.Value && m.Element == Element.Int) is { } next && draft.Chance(0.7) ? Draft.Ref(next) : DataMaker.Int(draft.Random));
        draft.Add(new Made(draft.NewName(), Sort.Values, Element.Int) { Group = $"n{items.Count}" }, new JsonObject { ["items"] = items });
        return true;
    }

    public static bool Dataset(Draft draft)
    {
        var (name, columns, keys) = draft.Any(WorldShape.Datasets);
        var read = new JsonObject { ["dataset"] = name };
        var group = keys;
        if (draft.Chance(0.2))
        {
            columns = Choose(draft, read, columns);
        }
        if (draft.Chance(0.25))
        {
            var column = draft.Any(columns);
            read["where"] = new JsonArray(new JsonArray(Condition(draft, column)));
            if (draft.Chance(0.3)) read["where"]!.AsArray().Add(new JsonArray(Condition(draft, draft.Any(columns))));
            group = $"{keys} {read["where"]!.ToJsonString()}";
        }
        draft.Add(new Made(draft.NewName(), Sort.Tables) { Group = group, Columns = columns }, new JsonObject { ["read"] = read });
        return true;
    }

    public static bool Files(Draft draft)
    {
        var files = draft.Random.Next(3) switch { 0 => new JsonArray("./p*"), 1 => new JsonArray("./p1.parquet"), _ => new JsonArray("./p2.parquet", "./p0.parquet") };
        var read = new JsonObject { ["files"] = files };
        IReadOnlyList<Column> columns = WorldShape.FileColumns;
        if (draft.Chance(0.3)) columns = Choose(draft, read, columns);
        if (draft.Chance(0.3)) read["split"] = draft.Chance(0.5) ? new JsonObject { ["rowGroups"] = draft.Random.Next(1, 3) } : new JsonObject { ["rows"] = draft.Any(1, 2048, 4096, 100_000) };
        draft.Add(new Made(draft.NewName(), Sort.Tables) { Group = read.ToJsonString(), Columns = columns }, new JsonObject { ["read"] = read });
        return true;
    }

    /// <summary>References to files, and what is in them.</summary>
    public static bool Texts(Draft draft)
    {
        var (pattern, function, sort) = draft.Any(("./j*", "json.read", Sort.Values), ("./j1.json", "json.read", Sort.Values), ("./l*", "json.lines", Sort.Tables), ("./c*", "csv.read", Sort.Tables));
        var files = new Made(draft.NewName(), Sort.Values, Element.File) { Group = $"files {pattern}" };
        // Not an output: its elements name files of this machine.
        draft.Add(files, new JsonObject { ["files"] = new JsonArray(pattern) });
        var node = new JsonObject { ["map"] = function, ["over"] = files.Name };
        if (sort == Sort.Tables) node["args"] = new JsonObject { ["types"] = new JsonObject { ["k"] = "BIGINT", ["v"] = "DOUBLE", ["s"] = "VARCHAR" } };
        draft.Add(new Made(draft.NewName(), sort) { Group = files.Group, Columns = sort == Sort.Tables ? WorldShape.FileColumns : [] }, node);
        return true;
    }

    private static List<Column> Choose(Draft draft, JsonObject read, IReadOnlyList<Column> columns)
    {
        var chosen = columns.OrderBy(_ => draft.Random.Next()).Take(1 + draft.Random.Next(columns.Count)).ToList();
        read["columns"] = new JsonArray([.. chosen.Select(c => (JsonNode)c.Name)]);
        return chosen;
    }

    private static JsonArray Condition(Draft draft, Column column)
    {
        JsonNode Literal() => column.Type == "int" ? draft.Random.Next(1, 6) : $"s{draft.Random.Next(5)}";
        return draft.Chance(0.2) ? new JsonArray(column.Name, "in", new JsonArray(Literal(), Literal())) : new JsonArray(column.Name, draft.Any("==", "!=", "<", "<=", ">", ">="), Literal());
    }

    private static JsonNode? Item(Draft draft, Element element, List<Column> columns, bool isFull) => element switch
    {
        Element.Int => DataMaker.Int(draft.Random),
        Element.MaybeInt => draft.Chance(0.3) ? null : DataMaker.Int(draft.Random),
        Element.Double => DataMaker.Double(draft.Random),
        Element.Text => DataMaker.Text(draft.Random),
        Element.Ints => new JsonArray([.. Enumerable.Range(0, draft.Random.Next(4)).Select(_ => DataMaker.Int(draft.Random))]),
        Element.Record => DataMaker.Record(draft.Random, columns, isFull),
        Element.Records => new JsonArray([.. Enumerable.Range(0, 1 + draft.Random.Next(3)).Select(_ => DataMaker.Record(draft.Random, columns, isFull))]),
        _ => DataMaker.Any(draft.Random),
    };

    // Empty and one-element collections often, and now and then one that folds in several levels.
    private static int Size(Random random) => random.Next(10) switch { 0 => 0, 1 => 1, 2 => random.Next(20, 60), 3 => random.Next(2) == 0 ? random.Next(100, 400) : 17, _ => random.Next(2, 9) };
}
