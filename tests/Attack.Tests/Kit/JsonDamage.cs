using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Attack.Tests.Kit;

/// <summary>Documents that are still JSON: values of one place in another, names changed, entries gone or doubled.</summary>
internal static class JsonDamage
{
    private static readonly string[] Values =
    [
        "null", "0", "-1", "1", "30", "9223372036854775807", "0.5", "1e300", "true", "\"\"", "\"total\"", "\"numbers\"", "\"sums\"", "\"x\"", "[]", "{}", "[null]", "[[]]", "{\"$ref\":\"numbers\"}", "{\"$ref\":\"sums\"}", "{\"$ref\":\"total\"}",
        "{\"$value\":{\"$ref\":1}}", "{\"blob\":\"x\"}", "\"SELECT 1\"", "\"SELECT * FROM input\"", "\"SELECT k FROM input GROUP BY ALL\"", "\"math.square\"", "\"quarry.mark\"", "\"json.read\"", "[1, \"a\", null]", "[{\"k\":null},{\"k\":[1]}]", "\"append\"", "\"2024-01-01\"",
    ];

    private static readonly string[] Names = ["call", "map", "reduce", "over", "args", "after", "keep", "policy", "read", "write", "items", "range", "count", "take", "topK", "filter", "zip", "foldBy", "mapPartitions", "dataset", "table", "partitionBy", "files", "columns", "where", "split", "query", "splitEvery"];

    public static byte[] Of(string text, Random random)
    {
        var root = JsonNode.Parse(text)!;
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var places = Containers(root).ToList();
            Change(places[random.Next(places.Count)], places, random);
        }
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void Change(JsonNode container, List<JsonNode> all, Random random)
    {
        JsonNode? Other()
        {
            if (random.Next(3) > 0) return JsonNode.Parse(Values[random.Next(Values.Length)]);
            return all[random.Next(all.Count)].DeepClone();
        }
        switch (container)
        {
            case JsonObject map:
                var keys = map.Select(entry => entry.Key).ToList();
                if (keys.Count == 0 || random.Next(4) == 0) map[Names[random.Next(Names.Length)]] = Other();
                else if (random.Next(4) == 0) map.Remove(keys[random.Next(keys.Count)]);
                else map[keys[random.Next(keys.Count)]] = Other();
                break;
            case JsonArray list when list.Count > 0 && random.Next(2) == 0:
                list[random.Next(list.Count)] = Other();
                break;
            case JsonArray list when list.Count > 0 && random.Next(2) == 0:
                list.RemoveAt(random.Next(list.Count));
                break;
            case JsonArray list:
                list.Add(Other());
                break;
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode node)
    {
        if (node is not (JsonObject or JsonArray)) yield break;
        yield return node;
        foreach (var child in node is JsonObject map ? map.Select(entry => entry.Value) : ((JsonArray)node).AsEnumerable())
        {
            if (child is null) continue;
            foreach (var below in Containers(child)) yield return below;
        }
    }
}
