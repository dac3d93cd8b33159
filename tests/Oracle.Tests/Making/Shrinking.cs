using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Smaller documents of the same kind.</summary>
internal static class Shrinking
{
    public static IEnumerable<JsonObject> Of(JsonObject document)
    {
        var nodes = document["nodes"]!.AsObject();
        // One node alone with what it needs, then one output less, then one output's inputs instead of it.
        foreach (var (name, _) in nodes)
        {
            var alone = Pruned(document, [name]);
            if (alone["nodes"]!.AsObject().Count < nodes.Count) yield return alone;
        }
        var outputs = document["outputs"]!.AsArray().Select(o => o!.GetValue<string>()).ToList();
        if (outputs.Count > 1)
        {
            foreach (var output in outputs) yield return Pruned(document, [.. outputs.Where(o => o != output)]);
        }
        if (document.ContainsKey("policy")) yield return Changed(document, d => d.Remove("policy"));
        foreach (var (name, node) in nodes)
        {
            foreach (var property in new[] { "keep", "policy", "after", "splitEvery", "initial", "combine" })
            {
                if (node!.AsObject().ContainsKey(property) && !(property == "after" && node["read"] is not null)) yield return Pruned(Changed(document, d => d["nodes"]![name]!.AsObject().Remove(property)), outputs);
            }
            foreach (var smaller in node!["items"] is JsonArray items ? SmallerItems(items) : node["range"] is { } range ? SmallerRanges(range) : [])
                yield return Pruned(Changed(document, d => d["nodes"]![name]![node["items"] is null ? "range" : "items"] = smaller), outputs);
        }
    }

    private static IEnumerable<JsonNode> SmallerItems(JsonArray items)
    {
        if (items.Count > 3) yield return new JsonArray([.. items.Take(items.Count / 2).Select(i => i?.DeepClone())]);
        for (var left = 0; left < items.Count && items.Count < 12; left++) yield return new JsonArray([.. items.Where((_, i) => i != left).Select(i => i?.DeepClone())]);
        var fields = items.OfType<JsonObject>().SelectMany(i => i.Select(e => e.Key)).Where(k => !k.StartsWith('$')).Distinct().ToList();
        if (fields.Count < 2) yield break;
        for (var part = Math.Max(1, fields.Count / 2); part > 0; part /= 4) yield return Without(items, [.. fields.TakeLast(part)]);
        if (fields.Count > 12) yield break;
        foreach (var field in fields) yield return Without(items, [field]);
    }

    private static JsonArray Without(JsonArray items, HashSet<string> fields) => new([.. items.Select(i => i is JsonObject map
        ? new JsonObject(map.Where(e => !fields.Contains(e.Key)).Select(e => KeyValuePair.Create(e.Key, e.Value?.DeepClone())))
        : i?.DeepClone())]);

    private static IEnumerable<JsonNode> SmallerRanges(JsonNode range)
    {
        if (range is JsonObject)
        {
            yield return 3;
        }
        else
        {
            var count = range.GetValue<int>();
            foreach (var fewer in new[] { 0, 1, 2, count / 2, count - 1 }.Where(f => f >= 0 && f < count).Distinct()) yield return fewer;
        }
    }

    private static JsonObject Changed(JsonObject document, Action<JsonObject> change)
    {
        var copy = document.DeepClone().AsObject();
        change(copy);
        return copy;
    }

    private static JsonObject Pruned(JsonObject document, List<string> outputs)
    {
        var copy = document.DeepClone().AsObject();
        copy["outputs"] = new JsonArray([.. outputs.Select(o => (JsonNode)o)]);
        var nodes = copy["nodes"]!.AsObject();
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(outputs);
        while (open.TryPop(out var name))
        {
            if (!needed.Add(name)) continue;
            foreach (var used in Documents.UsedBy(nodes[name]!.AsObject())) open.Push(used);
        }
        foreach (var name in nodes.Select(n => n.Key).Where(n => !needed.Contains(n)).ToList()) nodes.Remove(name);
        return copy;
    }
}
