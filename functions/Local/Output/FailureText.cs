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
        foreach (var (error, i) in failure.Errors.Select((e, i) => (e, i))) text.Append($"  {(i == 0 ? "error" : "caused by")}: {(error.Trace is null ? $"{error.Type}: " : "")}{Indent(error.Message)}\n");
        text.Append($"  attempts: {failure.Attempts}   worker: {failure.Worker}\n");
        if (failure.Memory is { } memory) text.Append($"  memory of its process: peak {Size.Text(memory.PeakBytes)}, limit {(memory.LimitBytes is { } limit ? Size.Text(limit) : "none")}\n");
        if (failure.Inputs.Count > 0) text.Append($"  inputs: {string.Join(", ", failure.Inputs.Take(5))}{(failure.Inputs.Count > 5 ? $" and {failure.Inputs.Count - 5} more" : "")}\n");
        if (failure.Errors[0].Stack is { } stack) text.Append("  stack:\n").Append(string.Join('\n', stack.Split('\n').Take(8).Select(l => "    " + l.Trim()))).Append('\n');
        if (failure.Log.Count > 0) text.Append("  last log lines:\n").Append(string.Join('\n', failure.Log.TakeLast(10).Select(l => "    " + l))).Append('\n');
        return text.Append($"  again, here: {failure.Rerun}").ToString();
    }

    private static string Indent(string message) => message.Replace("\n", "\n    ", StringComparison.Ordinal);
}
