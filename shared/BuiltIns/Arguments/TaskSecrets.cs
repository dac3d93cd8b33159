using System.Text;
using System.Text.Json;
using Serverless.Execution.Tasks;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.BuiltIns.Arguments;

/// <summary>Variables of the host's environment that a task's arguments name, and their values kept out of what people read.</summary>
internal sealed class TaskSecrets(JobPermissions permissions)
{
    // Of a value of one or two letters nothing would be left of a text.
    private const int LeastSecret = 4;
    private const string Mark = "***";

    private readonly List<string> _values = [];

    /// <summary>A text, or what it stands for.</summary>
    /// <exception cref="ArgumentRefusedException">It is neither, this host does not give the variable, or has none of that name.</exception>
    public string Resolve(string key, GraphValue value)
    {
        if (value.Kind == GraphValueKind.String) return value.AsString();
        var name = VariableReference.NameIn(value) ?? throw new ArgumentRefusedException($"'{key}' is a text or {{ \"env\": \"NAME\" }}, not {value}.");
        if (permissions.VariableProblem(name) is { } why) throw new ArgumentRefusedException(why);
        var found = Environment.GetEnvironmentVariable(name) ?? throw new ArgumentRefusedException($"'{key}': this host's environment has no variable '{name}'.");
        Hide(found);
        return found;
    }

    /// <summary>The text without their values, as they are or as programs and servers are used to write them. To be asked for everything that another side wrote and people read.</summary>
    /// <param name="text">Theirs.</param>
    /// <param name="isCut">It goes on: what it ends with may be the beginning of a value.</param>
    public string Mask(string text, bool isCut = false)
    {
        foreach (var value in _values.OrderByDescending(v => v.Length))
        {
            text = text.Replace(value, Mark, StringComparison.Ordinal);
            if (isCut && Beginning(value, text) is var length and > 0) text = text[..^length] + Mark;
        }
        return text;
    }

    private void Hide(string secret)
    {
        // "Bearer abc": who is given all of it may give away what counts.
        foreach (var part in secret.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Append(secret).Where(p => p.Length >= LeastSecret && !IsScheme(p)))
        {
            foreach (var written in new[] { part, Uri.EscapeDataString(part), JsonEncodedText.Encode(part).Value, Convert.ToBase64String(Encoding.UTF8.GetBytes(part)) })
            {
                if (!_values.Contains(written)) _values.Add(written);
            }
        }
    }

    private static bool IsScheme(string word) => word is "Bearer" or "Basic" or "Token" or "Digest";

    private static int Beginning(string value, string text)
    {
        for (var length = Math.Min(value.Length - 1, text.Length); length >= LeastSecret; length--)
        {
            if (text.AsSpan()[^length..].SequenceEqual(value.AsSpan(0, length))) return length;
        }
        return 0;
    }
}
