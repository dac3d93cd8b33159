using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Documents that say the same as another one, or nearly the same: what a store must not mix up.</summary>
internal static class Variants
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Func<Random, JsonObject, JsonObject>[] All = [Reordered, Renamed, Swapped, Kept, OtherPolicies, OtherOver, OtherSplit, Grown, Grown];

    /// <summary>One to three changes.</summary>
    public static JsonObject Of(Random random, JsonObject document)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--) document = All[random.Next(All.Length)](random, document);
        return document;
    }

    /// <summary>The text, one way or another.</summary>
    public static byte[] TextOf(Random random, JsonObject document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, random.Next(2) == 0 ? Indented : JsonSerializerOptions.Default);

    private static JsonObject Reordered(Random random, JsonObject document)
    {
        var copy = document.DeepClone().AsObject();
        copy["nodes"] = new JsonObject(document["nodes"]!.AsObject().OrderBy(_ => random.Next()).Select(n => KeyValuePair.Create(n.Key, n.Value?.DeepClone())));
        return copy;
    }

    // Queries keep their texts: where they name nodes, they are other queries now, or none.
    private static JsonObject Renamed(Random random, JsonObject document)
    {
        var prefix = random.Next(2) == 0 ? "r" : "s.";
        return Documents.Renamed(document, name => name.Length < 90 ? prefix + name : name);
    }

    // Two nodes change their names: a query over both is about the other one now.
    private static JsonObject Swapped(Random random, JsonObject document)
    {
        var names = document["nodes"]!.AsObject().Select(n => n.Key).ToList();
        var together = document["nodes"]!.AsObject().Select(n => n.Value!["over"]).OfType<JsonArray>().Where(o => o.Count > 1).Select(o => o.Select(n => n!.GetValue<string>()).ToList()).ToList();
        if (together.Count > 0 && random.Next(4) > 0) names = together[random.Next(together.Count)];
        var (one, other) = (names[random.Next(names.Count)], names[random.Next(names.Count)]);
        return Documents.Renamed(document, name => name == one ? other : name == other ? one : name);
    }

    private static JsonObject Kept(Random random, JsonObject document) => EachNode(document, (_, node) =>
    {
        if (random.Next(3) == 0 && !node.Remove("keep")) node["keep"] = true;
    });

    private static JsonObject OtherPolicies(Random random, JsonObject document) => EachNode(document, (_, node) =>
    {
        if (random.Next(3) == 0 && !node.Remove("policy")) node["policy"] = random.Next(2) == 0 ? new JsonObject { ["retries"] = 2 } : new JsonObject { ["cache"] = "none" };
    });

    // A name, a list of one name, and a query's own name for its only table mean the same; two tables in the other order do not.
    private static JsonObject OtherOver(Random random, JsonObject document) => EachNode(document, (_, node) =>
    {
        if (random.Next(2) == 0) return;
        if (node["over"] is JsonValue name) node["over"] = IsQuery(node) && random.Next(2) == 0 ? new JsonObject { ["input"] = name.DeepClone() } : new JsonArray(name.DeepClone());
        else if (node["over"] is JsonArray { Count: > 1 } names) node["over"] = new JsonArray([.. names.Reverse().Select(n => n!.DeepClone())]);
        else if (node["over"] is JsonObject { Count: > 1 } byAlias && IsQuery(node)) node["over"] = new JsonObject(byAlias.Zip(byAlias.Reverse(), (to, from) => KeyValuePair.Create(to.Key, from.Value?.DeepClone())));
    });

    private static JsonObject OtherSplit(Random random, JsonObject document) => EachNode(document, (_, node) =>
    {
        if (node.ContainsKey("reduce") || node.ContainsKey("foldBy")) node["splitEvery"] = random.Next(2, 20);
    });

    // One element more or less, or another one: those that are the same are found, and nothing else is.
    private static JsonObject Grown(Random random, JsonObject document) => EachNode(document, (_, node) =>
    {
        if (random.Next(2) == 0) return;
        if (node["range"] is JsonValue count) node["range"] = Math.Max(0, count.GetValue<int>() + random.Next(-3, 4));
        else if (node["range"] is JsonObject { Count: > 0 } range && range["from"] is { } from && random.Next(2) == 0) range["from"] = from.GetValue<int>() + ((range["step"]?.GetValue<int>() ?? 1) * random.Next(-2, 3));
        if (node["items"] is not JsonArray { Count: > 0 } items) return;
        var (one, other) = (items[random.Next(items.Count)], items[random.Next(items.Count)]);
        switch (random.Next(4))
        {
            case 0: items.RemoveAt(random.Next(items.Count)); break;
            case 1: items.Add(one?.DeepClone()); break;
            case 2: items.Insert(0, one?.DeepClone()); break;
            // A value of another column there, or of another kind.
            default:
                var changed = one?.DeepClone() as JsonObject;
                if (changed is null || changed.ContainsKey("$ref") || changed.Any(e => e.Key.StartsWith('$'))) items.Add(other?.DeepClone());
                else
                {
                    changed[random.Next(2) == 0 ? "more" : changed.First().Key] = DataMaker.Any(random, depth: 2);
                    items.Add(changed);
                }
                break;
        }
    });

    private static bool IsQuery(JsonObject node) => new[] { "map", "call", "reduce", "mapPartitions" }.Any(kind => node[kind]?.GetValue<string>() == "sql");

    private static JsonObject EachNode(JsonObject document, Action<string, JsonObject> change)
    {
        var copy = document.DeepClone().AsObject();
        foreach (var (name, node) in copy["nodes"]!.AsObject()) change(name, node!.AsObject());
        return copy;
    }
}
