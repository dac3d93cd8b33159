using Serverless.BuiltIns.Arguments;
using Serverless.Execution.Tasks;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.BuiltIns.Exec;

/// <summary>The arguments of <c>exec</c>, checked once more: what other nodes gave is known only now.</summary>
internal sealed record ExecRequest
{
    public required object? Stdin { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Files that are there before it starts: name to what is in it.</summary>
    public required IReadOnlyList<KeyValuePair<string, GraphValue>> Files { get; init; }

    /// <summary>Files that it writes.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The only output is the result.</summary>
    public required bool IsSingle { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>What becomes of standard output.</summary>
    public required ExecText Stdout { get; init; }

    /// <summary>The file that has <see cref="Stdin"/>, instead of standard input.</summary>
    public required string? StdinFile { get; init; }

    /// <param name="arguments">In the order of <see cref="BuiltInFunctions.Exec"/>.</param>
    /// <param name="secrets">Resolves variables.</param>
    /// <exception cref="ArgumentRefusedException">Something is wrong with them.</exception>
    public static ExecRequest Read(object?[] arguments, TaskSecrets secrets)
    {
        var values = arguments.Select((a, i) => i == 0 ? default : ClrValues.FromClr(a)).ToArray();
        var command = Texts("command", values[1]);
        if (command.Count == 0 || string.IsNullOrWhiteSpace(command[0])) throw new ArgumentRefusedException("The command is empty: it is a list of a program and its arguments.");
        Require(command, text => ExecRules.TextProblem("command", text));
        var isSingle = values[3].Kind == GraphValueKind.String;
        var outputs = isSingle ? [values[3].AsString()] : values[3].Kind == GraphValueKind.Null ? [] : Texts("outputs", values[3]);
        var files = values[2].Kind == GraphValueKind.Map ? values[2].AsMap() : [];
        var stdinFile = values[6].Kind == GraphValueKind.String ? values[6].AsString() : null;
        Require([.. outputs, .. files.Select(f => f.Key), .. stdinFile is null ? [] : new[] { stdinFile }], ExecRules.FileProblem);
        return new ExecRequest
        {
            Stdin = arguments[0],
            Command = command,
            Files = files,
            Outputs = outputs,
            IsSingle = isSingle,
            Environment = EnvironmentOf(values[4], secrets),
            Stdout = values[5].Kind == GraphValueKind.String ? Enum.Parse<ExecText>(values[5].AsString(), ignoreCase: true) : outputs.Count > 0 ? ExecText.Log : ExecText.Text,
            StdinFile = stdinFile,
        };
    }

    // Nothing of the host's but the path, so that programs are found.
    private static Dictionary<string, string> EnvironmentOf(GraphValue given, TaskSecrets secrets)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin" };
        // Without it no program finds its libraries there.
        if (OperatingSystem.IsWindows() && System.Environment.GetEnvironmentVariable("SystemRoot") is { } root) environment["SystemRoot"] = root;
        if (given.Kind != GraphValueKind.Map) return environment;
        foreach (var (name, value) in given.AsMap())
        {
            var text = secrets.Resolve(name, value);
            Require([name], ExecRules.VariableProblem);
            Require([text], t => ExecRules.TextProblem(name, t));
            environment[name] = text;
        }
        return environment;
    }

    private static List<string> Texts(string name, GraphValue value)
    {
        if (value.Kind != GraphValueKind.List || value.AsList().Any(i => i.Kind != GraphValueKind.String)) throw new ArgumentRefusedException($"'{name}' is a list of texts, not {value}.");
        return [.. value.AsList().Select(i => i.AsString())];
    }

    private static void Require(IEnumerable<string> texts, Func<string, string?> whyNot)
    {
        foreach (var text in texts)
        {
            if (whyNot(text) is { } why) throw new ArgumentRefusedException(why);
        }
    }
}

/// <summary>What becomes of standard output.</summary>
internal enum ExecText
{
    /// <summary>The result, as text.</summary>
    Text,

    /// <summary>The result, as the value that its JSON is.</summary>
    Json,

    /// <summary>The result, as a stored stream.</summary>
    Stream,

    /// <summary>Lines of the task's log.</summary>
    Log,
}
