using System.Text;
using Serverless.Store.Failures;

namespace Serverless.Local.Output;

/// <summary>A failure for people: what, where, why, and what to do.</summary>
internal static class FailureText
{
    private const int ShownLines = 10;

    public static string Of(TaskFailure failure)
    {
        var text = new StringBuilder();
        text.Append($"Task {failure.Task} failed ({failure.Kind}) in {failure.Function}\n");
        foreach (var (error, i) in failure.Errors.Select((e, i) => (e, i))) text.Append($"  {(i == 0 ? "error" : "caused by")}: {(error.Trace is null ? $"{error.Type}: " : "")}{Indent(error.Message)}\n");
        text.Append($"  attempts: {failure.Attempts}   worker: {failure.Worker}\n");
        if (failure.Memory is { } memory) text.Append($"  memory of its process: peak {Size.Text(memory.PeakBytes)}, limit {(memory.LimitBytes is { } limit ? Size.Text(limit) : "none")}\n");
        if (failure.Inputs.Count > 0) text.Append($"  inputs: {string.Join(", ", failure.Inputs.Take(5))}{(failure.Inputs.Count > 5 ? $" and {failure.Inputs.Count - 5} more" : "")}\n");
        if (failure.Errors.FirstOrDefault(e => e.Stack is not null) is { Stack: { } stack }) text.Append(StackOf(stack));
        if (failure.Log.Count > 0) text.Append(failure.Log.Count > ShownLines ? $"  last log lines, of {failure.Log.Count}:\n" : "  log lines:\n").Append(string.Join('\n', failure.Log.TakeLast(ShownLines).Select(l => "    " + l))).Append('\n');
        return text.Append($"  again, here: {failure.Rerun}").ToString();
    }

    // What the user's own code did: how it was called from here is of no help.
    private static string StackOf(string stack)
    {
        var lines = stack.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeWhile(l => !l.StartsWith("at lambda_method", StringComparison.Ordinal) && !l.StartsWith("at Serverless.Execution.", StringComparison.Ordinal)).ToList();
        if (lines.Count == 0) return "";
        var more = lines.Count > ShownLines ? $"    and {lines.Count - ShownLines} more\n" : "";
        return $"  stack:\n{string.Join('\n', lines.Take(ShownLines).Select(l => "    " + l))}\n{more}";
    }

    /// <summary>Says that there are more than were shown.</summary>
    /// <param name="more">How many.</param>
    /// <param name="job">Whose.</param>
    /// <param name="tasks">Those of them that are known by name.</param>
    public static string OfMore(int more, string job, IReadOnlyList<string> tasks) =>
        $"\nand {more} more failed{(tasks.Count == 0 ? "" : $": {string.Join(", ", tasks)}{(tasks.Count < more ? ", …" : "")}")}. 'serverless rerun {job} TASK' shows each; 'serverless resume {job}' runs what did not finish.";

    private static string Indent(string message) => message.Replace("\n", "\n    ", StringComparison.Ordinal);
}
