using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serverless.Graph.Tests.Schema;

/// <summary>As much of a JSON Schema validator as the job schema uses; a keyword that it does not know fails the test.</summary>
internal sealed class MiniSchema(JsonElement root)
{
    private static readonly HashSet<string> Notes = ["$schema", "$defs", "title", "description", "default"];

    public bool Accepts(JsonElement value) => Accepts(root, value);

    private bool Accepts(JsonElement schema, JsonElement value) =>
        schema.ValueKind == JsonValueKind.True || schema.EnumerateObject().All(keyword => Notes.Contains(keyword.Name) || Holds(keyword, schema, value));

    private bool Holds(JsonProperty keyword, JsonElement schema, JsonElement value)
    {
        var rule = keyword.Value;
        var (isObject, isArray, isNumber) = (value.ValueKind == JsonValueKind.Object, value.ValueKind == JsonValueKind.Array, value.ValueKind == JsonValueKind.Number);
        return keyword.Name switch
        {
            "$ref" => Accepts(root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value),
            "type" => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(t => IsOf(t.GetString()!, value)) : IsOf(rule.GetString()!, value),
            "const" => JsonElement.DeepEquals(rule, value),
            "enum" => rule.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)),
            "not" => !Accepts(rule, value),
            "oneOf" => rule.EnumerateArray().Count(option => Accepts(option, value)) == 1,
            "minimum" => !isNumber || value.GetDouble() >= rule.GetDouble(),
            "maximum" => !isNumber || value.GetDouble() <= rule.GetDouble(),
            "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!),
            "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(),
            "minItems" => !isArray || value.GetArrayLength() >= rule.GetInt32(),
            "maxItems" => !isArray || value.GetArrayLength() <= rule.GetInt32(),
            "uniqueItems" => !isArray || value.EnumerateArray().Select(i => i.GetRawText()).Distinct(StringComparer.Ordinal).Count() == value.GetArrayLength(),
            "items" => !isArray || value.EnumerateArray().All(item => Accepts(rule, item)),
            "prefixItems" => !isArray || value.EnumerateArray().Zip(rule.EnumerateArray()).All(pair => Accepts(pair.Second, pair.First)),
            "required" => !isObject || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
            "minProperties" => !isObject || value.GetPropertyCount() >= rule.GetInt32(),
            "maxProperties" => !isObject || value.GetPropertyCount() <= rule.GetInt32(),
            "propertyNames" => !isObject || value.EnumerateObject().All(p => Accepts(rule, JsonSerializer.SerializeToElement(p.Name))),
            "properties" => !isObject || value.EnumerateObject().All(p => !rule.TryGetProperty(p.Name, out var own) || Accepts(own, p.Value)),
            "additionalProperties" => !isObject || value.EnumerateObject().All(p => IsNamed(schema, p.Name) || (rule.ValueKind != JsonValueKind.False && Accepts(rule, p.Value))),
            _ => throw new NotSupportedException($"The job schema uses '{keyword.Name}', which this validator does not know."),
        };
    }

    private static bool IsNamed(JsonElement schema, string name) => schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _);

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException(type),
    };
}
