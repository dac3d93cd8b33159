using System.Runtime.InteropServices;
using System.Text.Json;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Grammar;

/// <summary>Reads values: JSON, with <c>$ref</c>, <c>$value</c>, <c>$double</c> and <c>$decimal</c> in maps of their own.</summary>
internal static class ValueParser
{
    public static GraphValue Read(ref DocumentReader reader, bool quoted = false)
    {
        switch (reader.Json.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False: return GraphValue.Of(reader.Json.GetBoolean());
            case JsonTokenType.Number: return Number(ref reader);
            case JsonTokenType.String: return GraphValue.Of(reader.Text());
            case JsonTokenType.StartArray: return List(ref reader, quoted);
            case JsonTokenType.StartObject: return Map(ref reader, quoted);
            default: return GraphValue.Null;
        }
    }

    private static GraphValue Number(ref DocumentReader reader)
    {
        if (GraphValueJson.TryNumber(ref reader.Json, out var number)) return number;
        reader.Problem(ProblemRules.Number, "The number is out of range: integers have up to 28 digits, others are doubles (up to 1.8e308).");
        return GraphValue.Null;
    }

    private static GraphValue List(ref DocumentReader reader, bool quoted)
    {
        var items = reader.Values;
        var first = items.Count;
        for (var i = 0; reader.NextItem(i); i++)
        {
            var item = Read(ref reader, quoted);
            items.Add(item);
            reader.Leave();
        }
        var list = GraphValue.List([.. CollectionsMarshal.AsSpan(items)[first..]]);
        items.RemoveRange(first, items.Count - first);
        return list;
    }

    private static GraphValue Map(ref DocumentReader reader, bool quoted)
    {
        List<KeyValuePair<string, GraphValue>>? entries = null;
        while (reader.NextEntry(out var key))
        {
            if (!quoted && key.StartsWith('$'))
            {
                var special = Special(ref reader, key);
                reader.Leave();
                ExpectAlone(ref reader, key, entries?.Count ?? 0);
                return special;
            }
            entries ??= [];
            var value = Read(ref reader, quoted);
            if (entries.Exists(e => e.Key == key)) reader.Problem(ProblemRules.Duplicate, $"The key '{key}' occurs twice.");
            else entries.Add(new(key, value));
            reader.Leave();
        }
        KeyValuePair<string, GraphValue>[] sorted = entries is null ? [] : [.. entries];
        GraphValue.SortByKey(sorted);
        return GraphValue.FromSorted(sorted);
    }

    private static GraphValue Special(ref DocumentReader reader, string key)
    {
        switch (key)
        {
            case "$ref":
                return reader.String("$ref") is { } name ? GraphValue.Ref(NodeId.Trusted(name)) : GraphValue.Null;
            case "$value":
                return Read(ref reader, quoted: true);
            case "$double":
                if (reader.String("$double") is { } text && GraphValueJson.TryNamedDouble(text, out var number)) return GraphValue.Of(number);
                reader.Problem(ProblemRules.Value, "$double must be \"NaN\", \"Infinity\" or \"-Infinity\"; other numbers need no $double.");
                return GraphValue.Null;
            case "$decimal":
                if (reader.String("$decimal") is { } digits && GraphValueJson.TryDecimal(digits, out var value)) return GraphValue.Of(value);
                reader.Problem(ProblemRules.Value, "$decimal must be a decimal number as text, such as \"12.50\".");
                return GraphValue.Null;
            case "$file":
                reader.Problem(ProblemRules.Value, "{\"$file\": name} stands for a text in 'args' of a job file, and is put in by 'run', 'submit', 'check' and 'explain' from the file's folder. Elsewhere write the text itself.");
                reader.Json.Skip();
                return GraphValue.Null;
            default:
                reader.Problem(ProblemRules.Value, $"'{key}' has no meaning here: keys that start with '$' are $ref, $value, $double and $decimal. Write {{\"$value\": ...}} around data that has such keys.",
                    Spelling.Nearest(key, ["$ref", "$value", "$double", "$decimal"]));
                reader.Json.Skip();
                return GraphValue.Null;
        }
    }

    private static void ExpectAlone(ref DocumentReader reader, string key, int before)
    {
        var others = before;
        while (reader.NextEntry(out _))
        {
            others++;
            reader.Json.Skip();
            reader.Leave();
        }
        if (others > 0) reader.Problem(ProblemRules.Value, $"'{key}' must be alone in its object.");
    }
}
