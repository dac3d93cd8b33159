using System.Globalization;

namespace Serverless.Api.Tasks;

/// <summary>A task as people name it: <c>counts[3]</c>, or <c>answer</c> for a node's only task.</summary>
internal readonly record struct TaskKey(string Node, long Index)
{
    /// <returns>Null when the text is no such key.</returns>
    public static TaskKey? Parse(string text)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0) return text.Length > 0 ? new TaskKey(text, 0) : null;
        return bracket > 0 && text[^1] == ']' && long.TryParse(text.AsSpan(bracket + 1, text.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new TaskKey(text[..bracket], index)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Node}[{Index}]");
}
