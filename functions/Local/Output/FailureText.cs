using System.Text;
using Serverless.Execution.Failures;

namespace Serverless.Local.Output;

/// <summary>A failure for people: what, where, why, and what to do.</summary>
internal static class FailureText
{
    public static string Of(TaskFailure failure)
    {
        var text = new StringBuilder();
        text.Append($"Task {failure.Task} failed ({failure.Kind}) in {failure.Function}\n");
        foreach (var (error, i) in failure.Errors.Select((e, i) => (e, i))) text.Append($"  {(i == 0 ? "error" : "caused by")}: {error.Type}: {Indent(error.Message)}\n");
        text.Append($"  attempts: {failure.Attempts}   worker: {failure.Worker}\n");
        if (failure.Memory is { } memory) text.Append($"  memory of its process: peak {Size.Text(memory.PeakBytes)}, limit {(memory.LimitBytes is { } limit ? Size.Text(limit) : "none")}\n");
        if (failure.Inputs.Count > 0) text.Append($"  inputs: {string.Join(", ", failure.Inputs.Take(5))}{(failure.Inputs.Count > 5 ? $" and {failure.Inputs.Count - 5} more" : "")}\n");
        if (failure.Errors[0].Stack is { } stack) text.Append("  stack:\n").Append(string.Join('\n', stack.Split('\n').Take(8).Select(l => "    " + l.Trim()))).Append('\n');
        if (failure.Log.Count > 0) text.Append("  last log lines:\n").Append(string.Join('\n', failure.Log.TakeLast(10).Select(l => "    " + l))).Append('\n');
        return text.Append($"  again, here: {failure.Rerun}").ToString();
    }

    /// <summary>Says that there are more than were shown.</summary>
    /// <param name="more">How many.</param>
    /// <param name="job">Whose.</param>
    /// <param name="tasks">Those of them that are known by name.</param>
    public static string OfMore(int more, string job, IReadOnlyList<string> tasks) =>
        $"\nand {more} more failed{(tasks.Count == 0 ? "" : $": {string.Join(", ", tasks)}{(tasks.Count < more ? ", …" : "")}")}. 'serverless rerun {job} TASK' shows each; 'serverless resume {job}' runs what did not finish.";

    private static string Indent(string message) => message.Replace("\n", "\n    ", StringComparison.Ordinal);
}
