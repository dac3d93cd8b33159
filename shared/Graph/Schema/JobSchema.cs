using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Graph.Grammar;
using Serverless.Graph.Kinds;
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
        foreach (var (name, text) in NodeKinds.All.SelectMany(kind => kind.Definitions)) definitions[name] = JsonNode.Parse(text);
        definitions["policy"] = Closed("Wishes of the job or of a node; a node's go before its job's.", PolicyParser.Properties.Names, "policy", []);
        definitions["retries"] = Closed("How often and when a failed task is tried again.", PolicyParser.RetryProperties.Names, "retries", ["count"]);
        definitions["placement"] = Closed("Which workers run tasks.", PolicyParser.PlacementProperties.Names, "placement", ["pool"]);
        definitions["node"] = new JsonObject
        {
            ["description"] = "Exactly one kind, and the properties that go with it.",
            ["oneOf"] = new JsonArray([.. NodeKinds.All.Select(kind => Reference($"{kind.Name}Node"))]),
        };
        foreach (var kind in NodeKinds.All) definitions[$"{kind.Name}Node"] = NodeOf(kind);
        foreach (var form in NodeKinds.All.SelectMany(kind => kind.Forms)) definitions[form.Definition] = FormOf(form);
        schema["$defs"] = definitions;
        return schema;
    }

    private static JsonObject NodeOf(NodeKind kind)
    {
        var properties = new JsonObject { [kind.Name] = JsonNode.Parse(kind.Schema) };
        var common = NodeProperties.Common.Where(p => p != "args" || kind.HasFunction).Where(p => p != "over" || kind.Over.Most > 0);
        foreach (var property in common) properties[property] = JsonNode.Parse(SchemaTexts.NodeParts[property]);
        foreach (var part in kind.Parts) properties[part.Name] = JsonNode.Parse(part.Schema);
        var required = kind.Parts.Where(part => part.IsRequired).Select(part => part.Name);
        return Object(null, properties, kind.Over.Least > 0 ? [kind.Name, "over", .. required] : [kind.Name, .. required]);
    }

    private static JsonObject FormOf(ObjectForm form)
    {
        var properties = new JsonObject();
        foreach (var (name, text) in form.Schemas) properties[name] = JsonNode.Parse(text);
        var made = Object(null, properties, form.Required);
        if (!form.OneOf.IsEmpty) made["oneOf"] = new JsonArray([.. form.OneOf.Select(Requires)]);
        return made;
    }

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

    private static JsonNode Requires(string name) => new JsonObject { ["required"] = new JsonArray(name) };
}
