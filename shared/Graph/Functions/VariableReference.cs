using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary><c>{ "env": "NAME" }</c>: the value of a variable of the host's environment, taken when the task runs. The document, its tokens and its failures have the name alone.</summary>
public static class VariableReference
{
    internal const string Key = "env";

    /// <summary>Refers to a variable.</summary>
    public static GraphValue To(string name) => GraphValue.Map([KeyValuePair.Create(Key, GraphValue.Of(name))]);

    /// <summary>The variable's name; null: the value is none of these.</summary>
    public static string? NameIn(GraphValue value) =>
        value.Kind == GraphValueKind.Map && value.AsMap() is [{ Key: Key, Value: { Kind: GraphValueKind.String } name }] ? name.AsString() : null;

    internal static bool IsName(string name) => name.Length is > 0 and <= 256 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Reports what is wrong with values by name that are text, or variables.</summary>
    internal static void Check(NodeArguments arguments, string parameter, Func<string, string?> whyNotKey, Func<string, string, string?> whyNotText)
    {
        if (arguments[parameter] is not { Kind: GraphValueKind.Map } map) return;
        foreach (var (key, value) in map.AsMap())
        {
            if (whyNotKey(key) is { } bad) arguments.Add(parameter, bad, key);
            else if (NameIn(value) is { } name) CheckVariable(arguments, parameter, key, name);
            else if (value.Kind == GraphValueKind.String && whyNotText(key, value.AsString()) is { } wrong) arguments.Add(parameter, wrong, key);
            else if (value.Kind is not (GraphValueKind.String or GraphValueKind.Ref))
                arguments.Add(parameter, $"'{key}' is a text or {{ \"env\": \"NAME\" }}, a variable of the host's environment; not {value}.", key);
        }
    }

    private static void CheckVariable(NodeArguments arguments, string parameter, string key, string name)
    {
        if (!IsName(name)) arguments.Add(parameter, $"'{name}' is no name of a variable.", key);
        else if (arguments.Permissions.VariableProblem(name) is { } why) arguments.Add(parameter, why, key, Validation.ProblemRules.Refused);
    }
}
