using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Execution.Functions.Arguments;

/// <summary>Variables of the host's environment that a task's arguments name, and their values kept out of what people read.</summary>
internal sealed class TaskSecrets(JobPermissions permissions)
{
    // Of a value of one or two letters nothing would be left of a text.
    private const int LeastSecret = 4;

    private readonly List<string> _values = [];

    /// <summary>A text, or what it stands for.</summary>
    /// <exception cref="ArgumentRefusedException">It is neither, this host does not give the variable, or has none of that name.</exception>
    public string Resolve(string key, GraphValue value)
    {
        if (value.Kind == GraphValueKind.String) return value.AsString();
        var name = VariableReference.NameIn(value) ?? throw new ArgumentRefusedException($"'{key}' is a text or {{ \"env\": \"NAME\" }}, not {value}.");
        if (permissions.WhyNotVariable(name) is { } why) throw new ArgumentRefusedException(why);
        var found = Environment.GetEnvironmentVariable(name) ?? throw new ArgumentRefusedException($"'{key}': this host's environment has no variable '{name}'.");
        if (found.Length >= LeastSecret) _values.Add(found);
        return found;
    }

    /// <summary>The text without their values.</summary>
    public string Mask(string text)
    {
        foreach (var value in _values) text = text.Replace(value, "***", StringComparison.Ordinal);
        return text;
    }
}
