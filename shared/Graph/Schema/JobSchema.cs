using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Graph.Documents;
using Serverless.Graph.Parsing;

namespace Serverless.Graph.Schema;

/// <summary>
/// The JSON Schema (draft 2020-12) of job documents, made from the tables that the parser works with. It says what editors can check; names of
/// nodes and functions, types of arguments and cycles are the parser's.
/// </summary>
public static class JobSchema
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<string> Made = new(() => Make().ToJsonString(Options) + "\n");

    /// <summary>The schema as it is published in <c>shared/Graph/job.schema.json</c>.</summary>
    public static string Text => Made.Value;

    private static JsonObject Make()
    {
        var schema = Closed("A job: a graph of nodes, which of them are wanted, and under which policy.", JobParser.Properties.Names, "job", ["version", "name", "nodes", "outputs"]);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Job document, version 1");
        var definitions = new JsonObject();
        foreach (var (name, text) in SchemaTexts.Definitions) definitions[name] = JsonNode.Parse(text);
        definitions["policy"] = Closed("Wishes of the job or of a node; a node's go before its job's.", PolicyParser.Properties.Names, "policy", []);
        definitions["retries"] = Closed("How often and when a failed task is tried again.", PolicyParser.RetryProperties.Names, "retries", ["count"]);
        definitions["node"] = new JsonObject
        {
            ["description"] = "Exactly one kind, and the properties that go with it.",
            ["oneOf"] = new JsonArray([.. Enum.GetValues<NodeKind>().Select(kind => Reference($"{NodeProperties.NameOf(kind)}Node"))]),
        };
        foreach (var kind in Enum.GetValues<NodeKind>()) definitions[$"{NodeProperties.NameOf(kind)}Node"] = NodeOf(kind);
        definitions["readSource"] = Closed(null, NodeProperties.Read.Names, "read", []);
        definitions["readSource"]!["oneOf"] = new JsonArray(Requires("dataset"), Requires("files"));
        definitions["readSplit"] = Closed(null, NodeProperties.Split.Names, "split", []);
        definitions["readSplit"]!["oneOf"] = new JsonArray(Requires("rows"), Requires("rowGroups"));
        definitions["writeTarget"] = Closed(null, NodeProperties.Write.Names, "write", ["dataset"]);
        definitions["rangeBounds"] = Closed(null, NodeProperties.Range.Names, "range", []);
        definitions["rangeBounds"]!["oneOf"] = new JsonArray(Requires("count"), Requires("to"));
        definitions["topKOrder"] = Closed(null, NodeProperties.TopK.Names, "topK", ["count"]);
        schema["$defs"] = definitions;
        return schema;
    }

    private static JsonObject NodeOf(NodeKind kind)
    {
        var name = NodeProperties.NameOf(kind);
        var properties = new JsonObject { [name] = JsonNode.Parse(SchemaTexts.Kinds[name]) };
        var common = NodeProperties.Common.Where(p => p != "args" || NodeProperties.HasFunction(kind)).Where(p => p != "over" || !IsSource(kind));
        foreach (var property in common.Concat(NodeProperties.SpecialOf(kind))) properties[property] = JsonNode.Parse(SchemaTexts.NodeParts[property]);
        var required = new List<string> { name };
        if (!IsSource(kind) && kind != NodeKind.Call) required.Add("over");
        if (kind == NodeKind.FoldBy) required.Add("by");
        return Object(null, properties, required);
    }

    private static bool IsSource(NodeKind kind) => kind is NodeKind.Read or NodeKind.Range or NodeKind.Items or NodeKind.Files;

    private static JsonObject Closed(string? description, IReadOnlyList<string> names, string owner, ImmutableArray<string> required)
    {
        var properties = new JsonObject();
        foreach (var name in names) properties[name] = JsonNode.Parse(SchemaTexts.Properties[$"{owner}.{name}"]);
        return Object(description, properties, required);
    }

    private static JsonObject Object(string? description, JsonObject properties, IEnumerable<string> required)
    {
        var made = new JsonObject();
        if (description is not null) made["description"] = description;
        made["type"] = "object";
        made["properties"] = properties;
        made["required"] = new JsonArray([.. required.Select(r => (JsonNode)r)]);
        made["additionalProperties"] = false;
        return made;
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Requires(string name) => new() { ["required"] = new JsonArray(name) };
}
