using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>What stands for one <c>{ "$param": "day" }</c> or <c>{ "$text": ["sales-", { "$param": "day" }] }</c>.</summary>
internal sealed class ParameterUses(ParameterSet parameters, ProblemList problems)
{
    public const string Param = ValueWriter.Parameter;
    public const string Text = "$text";

    private const string TextForm = "$text must be a list of texts and parameters, as [\"sales-\", { \"$param\": \"day\" }]";

    /// <param name="use">The object.</param>
    /// <param name="path">Its place.</param>
    /// <param name="place">What stands there.</param>
    /// <param name="isGuess">Something is wrong, and is reported.</param>
    /// <returns>JSON.</returns>
    public byte[] Replace(JsonElement use, JsonPath path, ParameterPlace place, out bool isGuess)
    {
        isGuess = true;
        if (Problem(place) is { } why)
        {
            problems.Add(ProblemRules.ParameterUse, path, why);
            return "null"u8.ToArray();
        }
        if (use.TryGetProperty(Text, out var parts))
        {
            var text = IsAlone(use, Text, path) ? Joined(parts, path, place) : null;
            isGuess = text is null;
            return ParameterJson.OfText(text ?? "x");
        }
        if (!IsAlone(use, Param, path) || Find(use, path) is not { } parameter) return "null"u8.ToArray();
        isGuess = parameters.Guessed.Contains(parameter.Name);
        return ParameterJson.Of(parameter.Value, parameter.Type, place == ParameterPlace.Sql);
    }

    /// <summary>Whether an object is a use of parameters, by its first property; the reader stands on its begin.</summary>
    public static bool IsUse(Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName && (json.ValueTextEquals(Param) || json.ValueTextEquals(Text));

    private static string? Problem(ParameterPlace place) => place switch
    {
        ParameterPlace.Query => "A query is no place for a parameter: it names it as $day, and gets its value as a value, never as text.",
        ParameterPlace.Secret => $"This is a place for a secret, and {SecretNames.Instead}.",
        ParameterPlace.None => "This is no place for a parameter: those are arguments, items, values of conditions, and names of datasets and files.",
        _ => null,
    };

    private string? Joined(JsonElement parts, JsonPath path, ParameterPlace place)
    {
        if (parts.ValueKind != JsonValueKind.Array)
        {
            problems.Add(ProblemRules.Type, path, $"{TextForm}.");
            return null;
        }
        var texts = parts.EnumerateArray().Select((part, at) => PartOf(part, path[Text][at], place)).ToList();
        return texts.Contains(null) ? null : string.Concat(texts);
    }

    private string? PartOf(JsonElement part, JsonPath path, ParameterPlace place)
    {
        if (part.ValueKind == JsonValueKind.String) return part.GetString();
        if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty(Param, out _))
        {
            problems.Add(ProblemRules.Type, path, $"{TextForm}; this is neither.");
            return null;
        }
        if (Find(part, path) is not { } parameter || parameters.Guessed.Contains(parameter.Name)) return null;
        var format = ParameterFormat.In(part, parameter, path, problems, out var isWrong);
        if (isWrong) return null;
        var text = format ?? ParameterJson.TextOf(parameter.Value);
        if (text is null) problems.Add(ProblemRules.ParameterUse, path, $"Parameter '{parameter.Name}' is {(parameter.Value.Kind == GraphValueKind.Null ? "null" : "a list")}, which is no part of a text.");
        else if (place == ParameterPlace.Files && WhyNotInName(text) is { } why) problems.Add(ProblemRules.ParameterUse, path, $"Parameter '{parameter.Name}' is \"{text}\", and {why}. A file may be named by a parameter as a whole: {{ \"$param\": \"{parameter.Name}\" }}.");
        else return text;
        return null;
    }

    // Who writes a name around a parameter means a part of that name, and not another folder or a pattern.
    private static string? WhyNotInName(string text) =>
        text is ".." ? "a part of a file's name is not '..'"
        : text.AsSpan().ContainsAny("/\\*?\0") ? "a part of a file's name holds no / \\ * ?"
        : null;

    private JobParameter? Find(JsonElement use, JsonPath path)
    {
        var name = use.GetProperty(Param);
        if (name.ValueKind != JsonValueKind.String)
        {
            problems.Add(ProblemRules.Type, path[Param], "$param must be the name of a parameter.");
            return null;
        }
        if (parameters.Find(name.GetString()!) is { } parameter) return parameter;
        problems.Add(ProblemRules.UnknownParameter, path[Param], $"There is no parameter '{name.GetString()}'; {parameters.Listed}.", Spelling.Nearest(name.GetString()!, parameters.Names));
        return null;
    }

    private bool IsAlone(JsonElement use, string key, JsonPath path)
    {
        if (use.EnumerateObject().Count() == 1) return true;
        problems.Add(ProblemRules.Value, path, $"'{key}' must be alone in its object.");
        return false;
    }
}
