using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Parsing;
using Serverless.Graph.Policies;

namespace Serverless.Graph.Schema;

/// <summary>Type and meaning of each property. A property that the parser knows and this does not fails the making of the schema.</summary>
internal static class SchemaTexts
{
    /// <summary>What a kind's own property holds.</summary>
    public static FrozenDictionary<string, string> Kinds { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["call"] = """{ "type": "string", "description": "One task: the function." }""",
        ["read"] = """{ "$ref": "#/$defs/readSource", "description": "Tables: partitions of a dataset, or Parquet files." }""",
        ["range"] = """{ "description": "Whole numbers: their count, or bounds.", "oneOf": [{ "type": "integer", "minimum": 0 }, { "$ref": "#/$defs/rangeBounds" }] }""",
        ["items"] = """{ "type": "array", "items": { "$ref": "#/$defs/value" }, "description": "The elements themselves." }""",
        ["files"] = """{ "type": "array", "items": { "type": "string" }, "description": "One element for each file, as a reference to its bytes. Names may hold * and ?." }""",
        ["map"] = """{ "type": "string", "description": "The function of each element." }""",
        ["filter"] = """{ "type": "string", "description": "The function that says true for the elements to keep." }""",
        ["mapPartitions"] = """{ "type": "string", "description": "The function of each partition as a whole." }""",
        ["reduce"] = """{ "type": "string", "description": "The function of a list of values, or of two, to one; applied in a tree." }""",
        ["foldBy"] = """{ "type": "string", "description": "The function of (value so far, element) to value; one value for each key." }""",
        ["zip"] = """{ "type": "object", "maxProperties": 0, "description": "Lists of the n-th elements of several collections." }""",
        ["count"] = """{ "type": "object", "maxProperties": 0, "description": "The number of elements." }""",
        ["take"] = """{ "type": "integer", "minimum": 0, "description": "The first elements, so many." }""",
        ["topK"] = """{ "description": "The greatest elements, greatest first: how many, or by which order.", "oneOf": [{ "type": "integer", "minimum": 1, "maximum": 2147483647 }, { "$ref": "#/$defs/topKOrder" }] }""",
        ["write"] = """{ "$ref": "#/$defs/writeTarget", "description": "Writes the tables to a dataset and commits it." }""",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What goes next to a kind.</summary>
    public static FrozenDictionary<string, string> NodeParts { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["over"] = """{ "$ref": "#/$defs/over" }""",
        ["args"] = """{ "type": ["array", "object"], "items": { "$ref": "#/$defs/value" }, "additionalProperties": { "$ref": "#/$defs/value" }, "description": "Arguments after the inputs, by position or by name." }""",
        ["policy"] = """{ "$ref": "#/$defs/policy" }""",
        ["keep"] = """{ "type": "boolean", "default": false, "description": "Store the value even where it would stay in memory only." }""",
        ["after"] = """{ "type": "array", "items": { "$ref": "#/$defs/nodeName" }, "description": "Nodes that must be done before, without giving a value." }""",
        ["splitEvery"] = $$"""{ "type": "integer", "minimum": 2, "maximum": 10000, "default": {{ReduceNode.DefaultSplitEvery}}, "description": "Values that one call of the tree takes." }""",
        ["by"] = """{ "type": "string", "description": "The function of an element to its key." }""",
        ["combine"] = """{ "type": "string", "description": "The function of two values of one key to one; without it foldBy's function does both." }""",
        ["initial"] = """{ "$ref": "#/$defs/value", "description": "The value before the first element; without it the first element itself." }""",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, string> Definitions { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["nodeName"] = """{ "type": "string", "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$" }""",
        ["datasetName"] = $$"""{ "type": "string", "pattern": "{{DatasetName.Pattern}}", "description": "Letters, digits, + - and _. Folders of the platform's own are refused, and for new ones what begins with _." }""",
        ["over"] = """{ "description": "The collections it works on: a name, a list of names, or names by alias (the table's name in SQL).", "oneOf": [{ "$ref": "#/$defs/nodeName" }, { "type": "array", "items": { "$ref": "#/$defs/nodeName" } }, { "type": "object", "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,59}$" }, "additionalProperties": { "$ref": "#/$defs/nodeName" } }] }""",
        ["value"] = """{ "description": "Any JSON. {\"$ref\": node} is a node's value, {\"$value\": ...} quotes data with keys that start with $, {\"$double\": \"NaN\"} and {\"$decimal\": \"1.50\"} are numbers that JSON lacks.", "type": ["null", "boolean", "number", "string", "array", "object"], "items": { "$ref": "#/$defs/value" }, "properties": { "$ref": { "$ref": "#/$defs/nodeName" }, "$double": { "enum": ["NaN", "Infinity", "-Infinity"] }, "$decimal": { "type": "string" }, "$value": true }, "additionalProperties": { "$ref": "#/$defs/value" } }""",
        ["duration"] = """{ "type": "string", "pattern": "^(([0-9]+\\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?|[0-9]*\\.?[0-9]+(ms|s|m|h|d))$", "description": "hh:mm:ss, or a number with ms, s, m, h or d." }""",
        ["size"] = """{ "oneOf": [{ "type": "integer", "minimum": 1 }, { "type": "string", "pattern": "^[0-9]*\\.?[0-9]+ *([KMGT]iB|[kKMGT]?B)$" }], "description": "Bytes, or text such as 512MiB (1024-based) and 2GB (1000-based)." }""",
        ["counts"] = """{ "type": "object", "propertyNames": { "$ref": "#/$defs/nodeName" }, "additionalProperties": { "type": "integer", "minimum": 1, "maximum": 2147483647 } }""",
        ["condition"] = $$"""{ "type": "array", "prefixItems": [{ "type": "string" }, { "enum": {{JsonSerializer.Serialize(NodeProperties.Operators)}} }, { "type": ["null", "boolean", "number", "string", "array"] }], "minItems": 3, "maxItems": 3, "description": "Column, operator, value." }""",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By owner and property.</summary>
    public static FrozenDictionary<string, string> Properties { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["job.version"] = $$"""{ "const": {{JobDocument.CurrentVersion}} }""",
        ["job.name"] = """{ "type": "string", "pattern": "^([A-Za-z0-9_]([A-Za-z0-9_. -]{0,98}[A-Za-z0-9_.-])?)?$", "description": "For people; need not be unique." }""",
        ["job.nodes"] = """{ "type": "object", "propertyNames": { "$ref": "#/$defs/nodeName" }, "additionalProperties": { "$ref": "#/$defs/node" }, "minProperties": 1 }""",
        ["job.outputs"] = """{ "type": "array", "items": { "$ref": "#/$defs/nodeName" }, "minItems": 1, "uniqueItems": true, "description": "The nodes whose results are wanted." }""",
        ["job.policy"] = """{ "$ref": "#/$defs/policy" }""",
        ["job.after"] = """{ "type": "array", "items": { "type": "string", "minLength": 1 }, "description": "Job files that must be done before; for the command line." }""",
        ["job.$schema"] = """{ "type": "string", "description": "Where editors find this schema." }""",
        ["policy.retries"] = """{ "oneOf": [{ "type": "integer", "minimum": 0, "maximum": 100 }, { "$ref": "#/$defs/retries" }], "default": 0 }""",
        ["policy.timeout"] = """{ "$ref": "#/$defs/duration", "description": "Longest time of one attempt of one task." }""",
        ["policy.memory"] = """{ "$ref": "#/$defs/size", "description": "What one task needs at its peak." }""",
        ["policy.cpu"] = """{ "type": "number", "minimum": 0.01, "maximum": 1024, "default": 1, "description": "Cores that one task keeps busy." }""",
        ["policy.priority"] = """{ "type": "integer", "minimum": -100, "maximum": 100, "default": 0, "description": "Higher goes first. Nothing acts on it yet: other values than 0 are refused." }""",
        ["policy.deadline"] = """{ "type": "string", "description": "An instant with its offset, or a duration from submission. Nothing acts on it yet: it is refused." }""",
        ["policy.placement"] = """{ "$ref": "#/$defs/nodeName", "description": "function, worker, or the name of a pool of workers. Nothing acts on it yet: it is refused." }""",
        ["policy.semaphores"] = """{ "$ref": "#/$defs/counts", "description": "Leases taken for each task, by semaphore." }""",
        ["policy.limits"] = """{ "$ref": "#/$defs/counts", "description": "By group of this job: how many of its tasks run at once." }""",
        ["policy.cache"] = Choice<CacheMode>("use: take results that exist and leave new ones; none: neither."),
        ["policy.onError"] = Choice<OnError>("stop: start no new task; continue: run all that does not depend on the failed one."),
        ["policy.speculate"] = """{ "type": "boolean", "default": true, "description": "Whether tasks that take far longer than others like them may run a second time beside the first; whichever is first counts. Never where a function is impure, and not with writes, semaphores or limits." }""",
        ["retries.count"] = """{ "type": "integer", "minimum": 0, "maximum": 100, "description": "Tries after the first." }""",
        ["retries.backoff"] = """{ "$ref": "#/$defs/duration", "default": "00:00:01", "description": "Delay before the first retry; doubled for each further one." }""",
        ["retries.maxBackoff"] = """{ "$ref": "#/$defs/duration", "default": "00:01:00", "description": "Longest delay." }""",
        ["retries.jitter"] = """{ "type": "number", "minimum": 0, "maximum": 1, "default": 0.5, "description": "Part of the delay that is random." }""",
        ["read.dataset"] = """{ "$ref": "#/$defs/datasetName" }""",
        ["read.table"] = $$"""{ "$ref": "#/$defs/nodeName", "default": "{{ReadNode.DefaultTable}}" }""",
        ["read.files"] = """{ "type": "array", "items": { "type": "string" }, "description": "Paths or blob names of Parquet files, with * and ?." }""",
        ["read.columns"] = """{ "type": "array", "items": { "type": "string" }, "description": "Without it all." }""",
        ["read.where"] = """{ "type": "array", "minItems": 1, "items": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/condition" } }, "description": "Alternatives (or) of conditions (and)." }""",
        ["read.split"] = """{ "$ref": "#/$defs/readSplit", "description": "How files are cut into partitions; without it one partition a file." }""",
        ["split.rows"] = """{ "type": "integer", "minimum": 1, "description": "At most so many rows, cut at row groups." }""",
        ["split.rowGroups"] = """{ "type": "integer", "minimum": 1, "maximum": 2147483647 }""",
        ["write.dataset"] = """{ "$ref": "#/$defs/datasetName" }""",
        ["write.table"] = $$"""{ "$ref": "#/$defs/nodeName", "default": "{{ReadNode.DefaultTable}}" }""",
        ["write.partitionBy"] = """{ "type": "array", "items": { "type": "string" } }""",
        ["write.mode"] = Choice<WriteMode>("create: the dataset must not exist; replace: all that was in it goes; append: it stays."),
        ["range.count"] = """{ "type": "integer", "minimum": 0 }""",
        ["range.from"] = """{ "type": "integer", "default": 0 }""",
        ["range.to"] = """{ "type": "integer", "description": "Exclusive." }""",
        ["range.step"] = """{ "type": "integer", "default": 1, "not": { "const": 0 } }""",
        ["topK.count"] = """{ "type": "integer", "minimum": 1, "maximum": 2147483647 }""",
        ["topK.by"] = """{ "type": "string", "description": "The function of an element to what is compared; without it the element itself." }""",
        ["topK.ascending"] = """{ "type": "boolean", "default": false, "description": "The least instead of the greatest." }""",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static string Choice<T>(string description) where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);
        return $$"""{ "enum": {{JsonSerializer.Serialize(names)}}, "default": "{{names.First()}}", "description": "{{description}}" }""";
    }
}
