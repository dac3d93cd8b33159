using System.Text;
using System.Text.Json;
using Serverless.Graph.Parameters;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Parsing;

/// <summary>A query names parameters of its document as <c>$day</c>: those that its own arguments do not give are given here.</summary>
internal sealed class SqlArguments(ParameterSet parameters, ProblemList problems)
{
    public const string Query = "query";
    private const string Parameters = "parameters";

    /// <summary>What has to be put into the arguments, and where; null: nothing.</summary>
    /// <param name="json">On the arguments; a copy.</param>
    /// <param name="path">Their place.</param>
    public (long At, byte[] Text)? Missing(Utf8JsonReader json, JsonPath path)
    {
        var isList = json.TokenType == JsonTokenType.StartArray;
        if (!isList && json.TokenType != JsonTokenType.StartObject) return null;
        var open = json.TokenStartIndex + 1;
        string? query = null;
        var (afterQuery, hasParameters, inside) = (0L, false, -1L);
        var given = new List<string>();
        for (var at = 0; json.Read() && json.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject); at++)
        {
            var name = at switch { 0 => Query, 1 => Parameters, _ => "" };
            if (!isList)
            {
                name = Substituter.TextOf(ref json);
                json.Read();
            }
            if (name == Query) query = TextOf(json);
            if (name == Parameters)
            {
                hasParameters = true;
                if (json.TokenType == JsonTokenType.StartObject) inside = json.TokenStartIndex + 1;
                if (inside >= 0 && !KeysOf(json, given)) inside = -1;
            }
            json.Skip();
            if (name == Query) afterQuery = json.BytesConsumed;
        }
        if (query is null || (hasParameters && inside < 0)) return null;
        var entries = EntriesOf(query, given, isList ? path[0] : path[Query]);
        if (entries.Length == 0) return null;
        if (hasParameters) return (inside, Encoding.UTF8.GetBytes(given.Count > 0 ? entries + "," : entries));
        return isList ? (afterQuery, Encoding.UTF8.GetBytes($",{{{entries}}}")) : (open, Encoding.UTF8.GetBytes($"\"{Parameters}\":{{{entries}}},"));
    }

    // Of one text, or of a list of lines; the reader is a copy. Null: it is known at run time only, or is no text.
    private static string? TextOf(Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String) return Substituter.TextOf(ref json);
        if (json.TokenType != JsonTokenType.StartArray) return null;
        var lines = new List<string>();
        while (json.Read() && json.TokenType == JsonTokenType.String) lines.Add(Substituter.TextOf(ref json));
        return json.TokenType == JsonTokenType.EndArray ? QueryLines.Join(lines) : null;
    }

    // False: the map stands for something that is known at run time only, or is quoted.
    private static bool KeysOf(Utf8JsonReader json, List<string> keys)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = Substituter.TextOf(ref json);
            if (key.StartsWith('$')) return false;
            keys.Add(key);
            json.Read();
            json.Skip();
        }
        return true;
    }

    private string EntriesOf(string query, List<string> given, JsonPath path)
    {
        var entries = new List<string>();
        foreach (var name in SqlParameterNames.In(query).Where(n => !given.Contains(n, StringComparer.OrdinalIgnoreCase)))
        {
            if (parameters.Declared.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)) is { } parameter)
                entries.Add($"{JsonSerializer.Serialize(parameter.Name)}:{Encoding.UTF8.GetString(ParameterJson.Of(parameter.Value, parameter.Type, isForSql: true))}");
            else if (!parameters.Declared.IsEmpty)
                problems.Add(ProblemRules.UnknownParameter, path, $"The query names ${name}, and there is no such parameter; {parameters.Listed}. It may be given by the node alone, too: \"parameters\": {{ \"{name}\": ... }}.", Spelling.Nearest(name, parameters.Names));
        }
        return string.Join(",", entries);
    }
}
