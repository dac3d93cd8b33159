using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Nodes over collections of values, and calls.</summary>
internal static class ValueMaker
{
    private static readonly (string Function, Element From, Element To)[] Maps =
    [
        ("o.mix", Element.Int, Element.Int), ("o.mix", Element.Int, Element.Int), ("math.identity", Element.Any, Element.Any), ("o.text", Element.Int, Element.Text),
        ("o.length", Element.Text, Element.Int), ("o.nullOdd", Element.Int, Element.MaybeInt), ("o.orZero", Element.MaybeInt, Element.Int), ("o.half", Element.Int, Element.Double),
        ("o.odd", Element.Int, Element.Double), ("o.isNaN", Element.Double, Element.Flag), ("o.kind", Element.Any, Element.Text), ("o.row", Element.Int, Element.Record),
        ("o.rows", Element.Int, Element.Records), ("o.key", Element.Record, Element.Int), ("o.upTo", Element.Int, Element.Ints), ("o.sum", Element.Ints, Element.Int),
        ("math.isEven", Element.Int, Element.Flag), ("o.fields", Element.Int, Element.Record), ("o.mod3", Element.Int, Element.Int), ("o.count", Element.Records, Element.Int), ("o.place", Element.Int, Element.Ints), ("o.seed", Element.Int, Element.Unsaid),
    ];

    public static bool Map(Draft draft)
    {
        var (function, from, to) = draft.Any(Maps);
        if (draft.Find(m => IsOver(m, from) && (function != "o.key" || m.IsRow)) is not { } input) return false;
        // Elsewhere it is not said before it runs how many there are.
        if (function == "o.place" && (input.Sort != Sort.Values || !input.Group.StartsWith('n'))) return false;
        var node = new JsonObject { ["map"] = function, ["over"] = Over(draft, input, ParameterOf(function)) };
        IReadOnlyList<Column> columns = to is Element.Record or Element.Records ? Made.RowColumns : [];
        if (function == "o.fields")
        {
            if (draft.Find(m => m.Name == input.Name)!.Group is not ("n1" or "n2" or "n3")) return false;
            var count = draft.Any(1, 3, 20, 199, 200, 201, 260, 1000);
            columns = [.. Enumerable.Range(0, count).Select(i => new Column($"c{i}", "int"))];
            node["args"] = draft.Chance(0.5) ? new JsonArray(count) : new JsonObject { ["count"] = count };
        }
        if (function == "o.mix") Mixed(draft, node);
        // What is known of the element goes through: identity changes nothing.
        var element = function == "math.identity" ? ElementOf(input) : to;
        draft.Add(new Made(draft.NewName(), Sort.Values, element) { Group = GroupOf(input), Columns = function == "math.identity" ? input.Columns : columns, IsRow = function is "o.row" or "o.rows" || (function == "math.identity" && input.IsRow) }, node);
        return true;
    }

    public static bool MapOfTwo(Draft draft)
    {
        if (draft.Find(m => IsOver(m, Element.Int)) is not { } first) return false;
        var mismatched = draft.Chance(0.04);
        if (draft.Find(m => IsOver(m, Element.Int) && (mismatched || GoTogether(first, m))) is not { } second) return false;
        var function = draft.Any("o.minus", "o.pair", "o.add");
        var over = draft.Chance(0.3) ? (JsonNode)(function == "o.minus" ? new JsonObject { ["left"] = first.Name, ["right"] = second.Name } : new JsonObject { ["a"] = first.Name, ["b"] = second.Name }) : new JsonArray(first.Name, second.Name);
        draft.Add(
            new Made(draft.NewName(), Sort.Values, function == "o.pair" ? Element.Any : Element.Int) { Group = Larger(first, second) },
            new JsonObject { ["map"] = function, ["over"] = over });
        return true;
    }

    /// <summary>The only element of a collection goes with all of another, and something takes what comes of it that may run in one task with it.</summary>
    public static bool OneWithAll(Draft draft)
    {
        if (draft.Find(m => IsOver(m, Element.Int) && m.Group.StartsWith('n') && m.Group != "n1") is not { } many) return false;
        var one = new Made(draft.NewName(), Sort.Values, Element.Int) { Group = "n1" };
        draft.Add(one, new JsonObject { ["range"] = new JsonObject { ["from"] = draft.Random.Next(1, 9), ["count"] = 1 } });
        var pairs = new Made(draft.NewName(), Sort.Values, Element.Int) { Group = many.Group };
        draft.Add(pairs, new JsonObject { ["map"] = draft.Any("o.minus", "o.add"), ["over"] = draft.Chance(0.6) ? new JsonArray(one.Name, many.Name) : new JsonArray(many.Name, one.Name) });
        return draft.Any(Reduce, Top, FoldBy, Partitions, CountOrTake, Map)(draft);
    }

    public static bool Zip(Draft draft)
    {
        if (draft.Find(m => IsOver(m, Element.Any)) is not { } first) return false;
        if (draft.Find(m => IsOver(m, Element.Any) && GoTogether(first, m)) is not { } second) return false;
        draft.Add(new Made(draft.NewName(), Sort.Values) { Group = Larger(first, second) }, new JsonObject { ["zip"] = new JsonObject(), ["over"] = new JsonArray(first.Name, second.Name) });
        return true;
    }

    public static bool Filter(Draft draft)
    {
        var (function, from) = draft.Any(("o.isOdd", Element.Int), ("math.isEven", Element.Int), ("o.isNaN", Element.Double), ("math.identity", Element.Flag), ("o.isFull", Element.Record));
        if (draft.Find(m => IsOver(m, from) && (function != "o.isFull" || m.IsRow)) is not { } input) return false;
        var name = draft.NewName();
        draft.Add(new Made(name, Sort.Values, from) { Group = $"filter {name}", Columns = input.Columns, IsRow = input.IsRow }, new JsonObject { ["filter"] = function, ["over"] = Over(draft, input, ParameterOf(function)) });
        return true;
    }

    public static bool Partitions(Draft draft)
    {
        if (draft.Find(m => IsOver(m, Element.Int)) is not { } input) return false;
        var name = draft.NewName();
        draft.Add(new Made(name, Sort.Values, Element.Int) { Group = $"list {name}" }, new JsonObject { ["mapPartitions"] = draft.Any("o.twice", "o.odds"), ["over"] = input.Name });
        return true;
    }

    public static bool Reduce(Draft draft)
    {
        var (function, element) = draft.Any(("o.add", Element.Int), ("o.sum", Element.Int), ("o.join", Element.Text));
        if (draft.Find(m => IsOver(m, element)) is not { } input) return false;
        var node = new JsonObject { ["reduce"] = function, ["over"] = input.Name };
        if (draft.Chance(0.5)) node["splitEvery"] = draft.Random.Next(2, 9);
        draft.Add(new Made(draft.NewName(), Sort.Value, MayBeEmpty(input) ? Element.Any : element), node);
        return true;
    }

    public static bool CountOrTake(Draft draft)
    {
        if (draft.Find(m => IsOver(m, Element.Any)) is not { } input) return false;
        var name = draft.NewName();
        if (draft.Chance(0.4))
        {
            draft.Add(new Made(name, Sort.Value, Element.Int), new JsonObject { ["count"] = new JsonObject(), ["over"] = input.Name });
            return true;
        }
        var count = draft.Any(0, 1, 3, 50);
        var group = input.Group.StartsWith('n') ? $"n{Math.Min(count, int.Parse(input.Group[1..], System.Globalization.CultureInfo.InvariantCulture))}" : $"list {name}";
        draft.Add(new Made(name, Sort.Values, ElementOf(input)) { Group = group, Columns = input.Columns, IsRow = input.IsRow }, new JsonObject { ["take"] = count, ["over"] = input.Name });
        return true;
    }

    public static bool Top(Draft draft)
    {
        var (by, element) = draft.Any<(string?, Element)>((null, Element.Int), ("o.mod3", Element.Int), (null, Element.Text), ("o.length", Element.Text), (null, Element.MaybeInt), (null, Element.Double), ("o.half", Element.Int));
        if (draft.Find(m => IsOver(m, element)) is not { } input) return false;
        JsonNode top = draft.Any(1, 2, 5);
        if (by is not null || draft.Chance(0.4))
        {
            top = new JsonObject { ["count"] = top.DeepClone() };
            if (by is not null) top["by"] = by;
            if (draft.Chance(0.5)) top["ascending"] = true;
        }
        var name = draft.NewName();
        draft.Add(new Made(name, Sort.Values, element) { Group = $"list {name}" }, new JsonObject { ["topK"] = top, ["over"] = input.Name });
        return true;
    }

    public static bool FoldBy(Draft draft)
    {
        var (by, key) = draft.Any(("o.mod3", "int"), ("o.mod3", "int"), ("o.isOdd", "other"), ("o.text", "text"), ("o.half", "num"));
        if (draft.Find(m => IsOver(m, Element.Int)) is not { } input) return false;
        var node = new JsonObject { ["foldBy"] = "o.add", ["over"] = input.Name, ["by"] = by };
        if (draft.Chance(0.4)) node["initial"] = 0;
        if (draft.Chance(0.4)) node["combine"] = "math.add";
        if (draft.Chance(0.4)) node["splitEvery"] = draft.Random.Next(2, 6);
        if (node.ContainsKey("combine")) node["combine"] = "o.add";
        var name = draft.NewName();
        draft.Add(new Made(name, Sort.Values, Element.Record) { Group = $"list {name}", Columns = [new Column("key", key), new Column("value", "int")] }, node);
        return true;
    }

    /// <summary>Calls: with the values of nodes of every kind, alone or within lists and maps.</summary>
    public static bool Call(Draft draft)
    {
        var name = draft.NewName();
        var value = draft.Find(m => m.Sort is Sort.Value or Sort.Values && m.Element is not (Element.File or Element.Unsaid));
        var one = draft.Find(m => m is { Sort: Sort.Value, Element: Element.Int });
        var ints = draft.Find(m => m is { Sort: Sort.Values, Element: Element.Int } or { Sort: Sort.Value, Element: Element.Ints });
        switch (draft.Random.Next(7))
        {
            case 0 when value is not null:
                draft.Add(new Made(name, Sort.Value, OfReference(value)) { Columns = value.Columns }, Calling("math.identity", Draft.Ref(value)));
                return true;
            case 1 when ints is not null:
                draft.Add(new Made(name, Sort.Value, Element.Int), Calling("o.sum", Draft.Ref(ints)));
                return true;
            case 2 when one is not null:
                draft.Add(new Made(name, Sort.Value, Element.Int), draft.Chance(0.5) ? Calling("o.minus", Draft.Ref(one), DataMaker.Int(draft.Random)) : new JsonObject { ["call"] = "o.minus", ["args"] = new JsonObject { ["right"] = Draft.Ref(one), ["left"] = 5 } });
                return true;
            case 3 when value is not null:
                var within = draft.Chance(0.5) ? (JsonNode)new JsonArray(1, Draft.Ref(value)) : new JsonObject { ["x"] = Draft.Ref(value), ["y"] = new JsonArray(Draft.Ref(value)) };
                draft.Add(new Made(name, Sort.Value), Calling("math.identity", within));
                return true;
            case 4 when draft.Chance(0.1) && draft.Find(m => m.Sort is Sort.Table or Sort.Tables) is { } table:
                // A table is no value: refused.
                draft.Add(new Made(name, Sort.Value), Calling("math.identity", draft.Chance(0.5) ? Draft.Ref(table) : new JsonArray(Draft.Ref(table))));
                return true;
            case 4 when value is not null:
                draft.Add(new Made(name, Sort.Value, Element.Text), Calling("o.kind", Draft.Ref(value)));
                return true;
            case 5:
                draft.Add(new Made(name, Sort.Value, Element.Ints), Calling("o.upTo", draft.Random.Next(5)));
                return true;
            default:
                draft.Add(new Made(name, Sort.Value, Element.Int), Calling("math.add", DataMaker.SmallInt(draft.Random), DataMaker.SmallInt(draft.Random)));
                return true;
        }
    }

    public static JsonObject Calling(string function, params JsonNode?[] arguments) => new() { ["call"] = function, ["args"] = new JsonArray(arguments) };

    private static bool IsOver(Made made, Element element) =>
        (made.Sort == Sort.Values && made.Element is not (Element.File or Element.Unsaid) && (element == Element.Any || made.Element == element || (element == Element.MaybeInt && made.Element == Element.Int)))
        || (made.Sort == Sort.Value && made.Element == Element.Ints && element is Element.Int or Element.Any or Element.MaybeInt);

    private static Element ElementOf(Made made) => made.Sort == Sort.Value ? Element.Int : made.Element;

    private static string GroupOf(Made made) => made.Sort == Sort.Value ? $"list {made.Name}" : made.Group;

    private static bool MayBeEmpty(Made made) => !made.Group.StartsWith('n') || made.Group == "n0";

    private static bool GoTogether(Made first, Made second) => GroupOf(first) == GroupOf(second) || GroupOf(second) == "n1" || GroupOf(first) == "n1";

    private static string Larger(Made first, Made second) => GroupOf(first) == "n1" ? GroupOf(second) : GroupOf(first);

    private static Element OfReference(Made value) => value.Sort == Sort.Value ? value.Element : value.Element switch { Element.Int => Element.Ints, Element.Record => Element.Records, _ => Element.Any };

    private static JsonNode Over(Draft draft, Made input, string parameter) => draft.Random.Next(6) switch
    {
        0 => new JsonArray(input.Name),
        1 => new JsonObject { [parameter] = input.Name },
        _ => input.Name,
    };

    private static string ParameterOf(string function) => function switch
    {
        "math.identity" or "math.isEven" or "o.kind" => "value",
        "o.length" => "text",
        "o.rows" or "o.upTo" => "n",
        "o.key" or "o.isFull" => "row",
        "o.sum" => "xs",
        "o.count" => "table",
        _ => "x",
    };

    private static void Mixed(Draft draft, JsonObject node)
    {
        JsonNode by = draft.Find(m => m is { Sort: Sort.Value, Element: Element.Int }) is { } one && draft.Chance(0.3) ? Draft.Ref(one) : draft.Random.Next(9);
        if (draft.Chance(0.3)) return;
        node["args"] = draft.Chance(0.5) ? new JsonArray(by) : new JsonObject { ["by"] = by };
    }
}
