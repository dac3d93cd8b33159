using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Parameters;
using Serverless.Graph.Parsing;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Schema;

/// <summary>Type and meaning of each property. A property that the parser knows and this does not fails the making of the schema.</summary>
internal static class SchemaTexts
{
    /// <summary>What goes next to a kind.</summary>
    public static FrozenDictionary<string, string> NodeParts { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["over"] = """{ "$ref": "#/$defs/over" }""",
        ["args"] = """{ "type": ["array", "object"], "items": { "$ref": "#/$defs/value" }, "additionalProperties": { "$ref": "#/$defs/value" }, "description": "Arguments after the inputs, by position or by name." }""",
        ["policy"] = """{ "$ref": "#/$defs/policy" }""",
        ["keep"] = """{ "type": "boolean", "default": false, "description": "Store the value even where it would stay in memory only." }""",
        ["after"] = """{ "type": "array", "items": { "$ref": "#/$defs/nodeName" }, "description": "Nodes that must be done before, without giving a value." }""",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, string> Definitions { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["nodeName"] = $$"""{ "type": "string", "pattern": "{{Names.NodePattern}}" }""",
        ["datasetName"] = $$"""{ "type": "string", "pattern": "{{DatasetName.Pattern}}", "description": "Letters, digits, + - and _. Folders of the platform's own are refused, and for new ones what begins with _." }""",
        ["parameterName"] = $$"""{ "type": "string", "pattern": "{{Names.AliasPattern}}" }""",
        ["parameter"] = $$"""{ "type": "object", "properties": { "type": { "enum": {{JsonSerializer.Serialize(ParameterType.Names)}}, "description": "What a value is." }, "of": { "enum": {{JsonSerializer.Serialize(ParameterType.Names.Where(n => n != "list"))}}, "description": "Of a list: what its items are." }, "default": { "description": "The value where none is given; without it one must be." }, "description": { "type": "string" }, "values": { "type": "array", "minItems": 1, "description": "What is allowed (of a list: as items)." } }, "required": ["type"], "additionalProperties": false }""",
        ["parameterUse"] = """{ "type": "object", "oneOf": [{ "properties": { "$param": { "$ref": "#/$defs/parameterName" } }, "required": ["$param"] }, { "properties": { "$text": { "type": "array", "items": { "oneOf": [{ "type": "string" }, { "type": "object", "properties": { "$param": { "$ref": "#/$defs/parameterName" }, "format": { "type": "string", "description": "yyyy MM dd HH mm ss of days and times, zeros of integers." } }, "required": ["$param"], "additionalProperties": false }] } } }, "required": ["$text"] }], "additionalProperties": true, "maxProperties": 1, "description": "The value of a parameter, or a text with such values in it." }""",
        ["over"] = $$"""{ "description": "The collections it works on: a name, a list of names, or names by alias (the table's name in SQL).", "oneOf": [{ "$ref": "#/$defs/nodeName" }, { "type": "array", "items": { "$ref": "#/$defs/nodeName" } }, { "type": "object", "propertyNames": { "pattern": "{{Names.AliasPattern}}" }, "additionalProperties": { "$ref": "#/$defs/nodeName" } }] }""",
        ["value"] = """{ "description": "Any JSON. {\"$ref\": node} is a node's value, {\"$param\": name} a parameter's, {\"$value\": ...} quotes data with keys that start with $, {\"$double\": \"NaN\"} and {\"$decimal\": \"1.50\"} are numbers that JSON lacks.", "type": ["null", "boolean", "number", "string", "array", "object"], "items": { "$ref": "#/$defs/value" }, "properties": { "$ref": { "$ref": "#/$defs/nodeName" }, "$double": { "enum": ["NaN", "Infinity", "-Infinity"] }, "$decimal": { "type": "string" }, "$value": true }, "additionalProperties": { "$ref": "#/$defs/value" } }""",
        ["duration"] = """{ "type": "string", "pattern": "^(([0-9]+\\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?|[0-9]*\\.?[0-9]+(ms|s|m|h|d))$", "description": "hh:mm:ss, or a number with ms, s, m, h or d." }""",
        ["size"] = $$"""{ "oneOf": [{ {{PolicyParser.Sizes.Schema}} }, { "type": "string", "pattern": "^[0-9]*\\.?[0-9]+ *([KMGT]iB|[kKMGT]?B)$" }], "description": "Bytes, or text such as 512MiB (1024-based) and 2GB (1000-based)." }""",
        ["counts"] = $$"""{ "type": "object", "propertyNames": { "$ref": "#/$defs/nodeName" }, "additionalProperties": { {{PolicyParser.Leases.Schema}} } }""",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By owner and property.</summary>
    public static FrozenDictionary<string, string> Properties { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["job.version"] = $$"""{ "const": {{JobDocument.CurrentVersion}} }""",
        ["job.name"] = $$"""{ "type": "string", "pattern": "{{Names.JobPattern}}", "description": "For people; need not be unique." }""",
        ["job.nodes"] = """{ "type": "object", "propertyNames": { "$ref": "#/$defs/nodeName" }, "additionalProperties": { "$ref": "#/$defs/node" }, "minProperties": 1 }""",
        ["job.outputs"] = """{ "type": "array", "items": { "$ref": "#/$defs/nodeName" }, "minItems": 1, "uniqueItems": true, "description": "The nodes whose results are wanted." }""",
        ["job.policy"] = """{ "$ref": "#/$defs/policy" }""",
        ["job.after"] = """{ "type": "array", "items": { "type": "string", "minLength": 1 }, "description": "Job files that must be done before; for the command line." }""",
        ["job.parameters"] = """{ "type": "object", "propertyNames": { "$ref": "#/$defs/parameterName" }, "additionalProperties": { "$ref": "#/$defs/parameter" }, "description": "What is given to the document from outside: used as {\"$param\": name}, and by queries as $name." }""",
        ["job.params"] = """{ "type": "object", "description": "Values of the parameters, by name." }""",
        ["job.$schema"] = """{ "type": "string", "description": "Where editors find this schema." }""",
        ["policy.retries"] = $$"""{ "oneOf": [{ {{PolicyParser.RetryCounts.Schema}} }, { "$ref": "#/$defs/retries" }], "default": 0 }""",
        ["policy.timeout"] = """{ "$ref": "#/$defs/duration", "description": "Longest time of one attempt of one task." }""",
        ["policy.memory"] = """{ "$ref": "#/$defs/size", "description": "What one task needs at its peak." }""",
        ["policy.cpu"] = $$"""{ "type": "number", "minimum": {{PolicyBounds.LeastCpu}}, "maximum": {{PolicyBounds.MostCpu}}, "default": 1, "description": "Cores that one task keeps busy." }""",
        ["policy.priority"] = $$"""{ {{PolicyParser.Priorities.Schema}}, "default": 0, "description": "Higher goes first. Nothing acts on it yet: other values than 0 are refused." }""",
        ["policy.deadline"] = """{ "type": "string", "description": "An instant with its offset, or a duration from submission. Nothing acts on it yet: it is refused." }""",
        ["policy.placement"] = """{ "$ref": "#/$defs/placement", "description": "Whose workers run the tasks. A job has one pool." }""",
        ["placement.pool"] = """{ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 40, "description": "The name that workers of the pool are started with." }""",
        ["policy.semaphores"] = """{ "$ref": "#/$defs/counts", "description": "Leases taken for each task, by semaphore." }""",
        ["policy.limits"] = """{ "$ref": "#/$defs/counts", "description": "By group of this job: how many of its tasks run at once." }""",
        ["policy.cache"] = EnumSchema.Of<CacheMode>("use: take results that exist and leave new ones; none: neither."),
        ["policy.onError"] = EnumSchema.Of<OnError>("stop: start no new task; continue: run all that does not depend on the failed one."),
        ["policy.speculate"] = """{ "type": "boolean", "default": true, "description": "Whether tasks that take far longer than others like them may run a second time beside the first; whichever is first counts. Never where a function is impure, and not with writes, semaphores or limits." }""",
        ["retries.count"] = $$"""{ {{PolicyParser.RetryCounts.Schema}}, "description": "Tries after the first." }""",
        ["retries.backoff"] = """{ "$ref": "#/$defs/duration", "default": "00:00:01", "description": "Delay before the first retry; doubled for each further one." }""",
        ["retries.maxBackoff"] = """{ "$ref": "#/$defs/duration", "default": "00:01:00", "description": "Longest delay." }""",
        ["retries.jitter"] = $$"""{ "type": "number", "minimum": 0, "maximum": {{PolicyBounds.MostJitter}}, "default": 0.5, "description": "Part of the delay that is random." }""",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
