using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>What the arguments of <c>exec</c> have to fulfil. Pure: before anything runs, and for what is known only then.</summary>
public static class ExecRules
{
    private const int MaxName = 200;

    /// <summary>What is wrong with the name of a file in the task's folder; null: nothing.</summary>
    public static string? FileProblem(string name) =>
        name.Length is 0 or > MaxName || name.Contains('\0') || name.Contains('\\') || name.Contains(':') || name.Split('/').Any(part => part is "" or "." or "..")
            ? $"'{name}' is no file of the task's own folder: a name, or names joined by '/', without '..'."
            : null;

    /// <summary>What is wrong with a variable's name; null: nothing.</summary>
    public static string? VariableProblem(string name) => VariableReference.IsName(name) ? null : $"'{name}' is no name of a variable: letters, digits and '_' are allowed.";

    /// <summary>What is wrong with an argument or a variable's value; null: nothing.</summary>
    public static string? TextProblem(string name, string text) => text.Contains('\0') ? $"'{name}' has a zero byte, which no program can be given." : null;

    internal static void Check(NodeArguments arguments)
    {
        if (arguments.Permissions.ExecProblem is { } why) arguments.Refuse(ProblemRules.Refused, why);
        if (!arguments.GivesEachResult) arguments.Refuse(ProblemRules.FunctionUse, "'exec' is for call and map: in a map each element is its standard input.");
        CheckCommand(arguments);
        if (arguments["files"] is { Kind: GraphValueKind.Map } files)
        {
            foreach (var (name, _) in files.AsMap())
            {
                if (FileProblem(name) is { } bad) arguments.Add("files", bad, name);
            }
        }
        if (arguments["stdinFile"] is { Kind: GraphValueKind.String } input && FileProblem(input.AsString()) is { } wrong) arguments.Add("stdinFile", wrong);
        VariableReference.Check(arguments, "environment", VariableProblem, TextProblem);
        CheckOutputs(arguments);
    }

    private static void CheckCommand(NodeArguments arguments)
    {
        if (arguments["command"] is not { Kind: GraphValueKind.List } command) return;
        var items = command.AsList();
        if (items.IsEmpty) arguments.Add("command", "The command is empty: it is a list of a program and its arguments, as [\"sort\", \"-n\"].");
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Kind != GraphValueKind.String) continue;
            if (i == 0 && string.IsNullOrWhiteSpace(items[i].AsString())) arguments.Add("command", "The first item is the program, and is blank.", i);
            else if (TextProblem("command", items[i].AsString()) is { } bad) arguments.Add("command", bad, i);
        }
    }

    private static void CheckOutputs(NodeArguments arguments)
    {
        var outputs = arguments["outputs"];
        var hasText = arguments["stdout"] is { Kind: GraphValueKind.String } stdout && !string.Equals(stdout.AsString(), "log", StringComparison.OrdinalIgnoreCase);
        switch (outputs.Kind)
        {
            case GraphValueKind.String:
                if (FileProblem(outputs.AsString()) is { } bad) arguments.Add("outputs", bad);
                if (hasText) arguments.Add("stdout", "With a single name in 'outputs' the result is that file: put the name into a list, and the result has standard output beside it.");
                break;
            case GraphValueKind.List:
                CheckList(arguments, outputs, hasText);
                break;
            case not (GraphValueKind.Null or GraphValueKind.Ref):
                arguments.Add("outputs", $"It is a name of a file or a list of names, not {outputs}.");
                break;
        }
    }

    private static void CheckList(NodeArguments arguments, GraphValue outputs, bool hasText)
    {
        var items = outputs.AsList();
        if (items.IsEmpty) arguments.Add("outputs", "It names no file; leave it out.");
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Kind == GraphValueKind.Ref) continue;
            var why = items[i].Kind != GraphValueKind.String ? $"It is a name of a file, not {items[i]}."
                : hasText && items[i].AsString() == "stdout" ? "The result has standard output under 'stdout': give the file another name."
                : items[..i].Contains(items[i]) ? $"'{items[i].AsString()}' occurs twice."
                : FileProblem(items[i].AsString());
            if (why is not null) arguments.Add("outputs", why, i);
        }
    }
}
