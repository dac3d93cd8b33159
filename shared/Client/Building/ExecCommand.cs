using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>A program to run as a task, without a shell. Values may be handles of the same graph.</summary>
/// <param name="program">Its name, which is looked for in the host's path, or its path.</param>
/// <param name="arguments">Texts, or handles of texts.</param>
public sealed class ExecCommand(string program, params IReadOnlyList<object> arguments)
{
    /// <summary>What it reads: a text, a handle, or any value, which it sees as JSON. In a map each element.</summary>
    public object? Stdin { get; init; }

    /// <summary>The file that has what it reads, instead of standard input.</summary>
    public string? StdinFile { get; init; }

    /// <summary>Files of its folder by name, with what is in them.</summary>
    public IReadOnlyDictionary<string, object?> Files { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Variables that it sees besides the path.</summary>
    public IReadOnlyDictionary<string, EnvironmentText> Environment { get; init; } = new Dictionary<string, EnvironmentText>(StringComparer.Ordinal);

    internal GraphValue Arguments(JobGraph graph, bool isMap, params IEnumerable<KeyValuePair<string, GraphValue>> result)
    {
        var entries = new List<KeyValuePair<string, GraphValue>> { new("command", GraphValue.List([GraphValue.Of(program), .. arguments.Select(a => HandleValues.Of(graph, a))])) };
        if (isMap && Stdin is not null) throw new GraphBuildException("In a map the element is the standard input: leave Stdin out.");
        if (Stdin is not null) entries.Add(new("stdin", HandleValues.Of(graph, Stdin)));
        if (StdinFile is not null) entries.Add(new("stdinFile", GraphValue.Of(StdinFile)));
        if (Files.Count > 0) entries.Add(new("files", GraphValue.Map(Files.Select(f => KeyValuePair.Create(f.Key, HandleValues.Of(graph, f.Value))))));
        if (Environment.Count > 0) entries.Add(new("environment", EnvironmentText.Map(Environment)));
        return GraphValue.Map(entries.Concat(result));
    }
}

/// <summary>A text, or a variable of the environment of the host that runs the task: the place for secrets, which belong into no document.</summary>
public readonly record struct EnvironmentText
{
    private readonly GraphValue _value;

    private EnvironmentText(GraphValue value) => _value = value;

    /// <summary>A text that everybody who sees the document sees.</summary>
    public static implicit operator EnvironmentText(string text) => FromString(text);

    /// <inheritdoc cref="op_Implicit(string)"/>
    public static EnvironmentText FromString(string text) => new(GraphValue.Of(text));

    /// <summary>The variable's value, taken when the task runs.</summary>
    public static EnvironmentText Variable(string name) => new(VariableReference.To(name));

    internal static GraphValue Map(IReadOnlyDictionary<string, EnvironmentText> texts) => GraphValue.Map(texts.Select(t => KeyValuePair.Create(t.Key, t.Value._value)));
}
