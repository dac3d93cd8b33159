using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Documents as JSON.</summary>
internal static class Documents
{
    /// <summary>The nodes that a node names, wherever they stand.</summary>
    public static IEnumerable<string> UsedBy(JsonObject node) =>
        [.. NamesIn(node["over"]), .. NamesIn(node["after"]), .. References(node["args"]), .. References(node["items"]), .. References(node["initial"])];

    /// <summary>The document with its nodes' names changed wherever they stand but in queries.</summary>
    public static JsonObject Renamed(JsonObject document, Func<string, string> rename)
    {
        var copy = document.DeepClone().AsObject();
        var nodes = new JsonObject();
        foreach (var (name, node) in copy["nodes"]!.AsObject().ToList())
        {
            copy["nodes"]!.AsObject().Remove(name);
            foreach (var property in new[] { "over", "after" })
            {
                if (node![property] is { } names) node[property] = RenamedNames(names, rename);
            }
            foreach (var property in new[] { "args", "items", "initial" })
            {
                if (node![property] is { } value) node[property] = RenamedReferences(value, rename);
            }
            nodes[rename(name)] = node;
        }
        copy["nodes"] = nodes;
        copy["outputs"] = RenamedNames(copy["outputs"]!, rename);
        return copy;
    }

    private static IEnumerable<string> NamesIn(JsonNode? names) => names switch
    {
        null => [],
        JsonArray list => list.Select(n => n!.GetValue<string>()),
        JsonObject byAlias => byAlias.Select(e => e.Value!.GetValue<string>()),
        _ => [names.GetValue<string>()],
    };

    private static IEnumerable<string> References(JsonNode? value) => value switch
    {
        JsonArray list => list.SelectMany(References),
        JsonObject map when map.ContainsKey("$value") => [],
        JsonObject map when map["$ref"] is { } name => [name.GetValue<string>()],
        JsonObject map => map.SelectMany(e => References(e.Value)),
        _ => [],
    };

    private static JsonNode RenamedNames(JsonNode names, Func<string, string> rename) => names switch
    {
        JsonArray list => new JsonArray([.. list.Select(n => (JsonNode)rename(n!.GetValue<string>()))]),
        JsonObject byAlias => new JsonObject(byAlias.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)rename(e.Value!.GetValue<string>())))),
        _ => rename(names.GetValue<string>()),
    };

    private static JsonNode? RenamedReferences(JsonNode? value, Func<string, string> rename) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(i => RenamedReferences(i, rename))]),
        JsonObject map when map.ContainsKey("$value") => map.DeepClone(),
        JsonObject map when map["$ref"] is { } name => new JsonObject { ["$ref"] = rename(name.GetValue<string>()) },
        JsonObject map => new JsonObject(map.Select(e => KeyValuePair.Create(e.Key, RenamedReferences(e.Value, rename)))),
        null => null,
        _ => value.DeepClone(),
    };
}
