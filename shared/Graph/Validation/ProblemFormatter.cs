using System.Text;

namespace Serverless.Graph.Validation;

/// <summary>Problems as text that a newcomer can act on.</summary>
public static class ProblemFormatter
{
    /// <param name="problems">At least one.</param>
    /// <param name="source">The file or address the document came from; part of each place.</param>
    /// <param name="hint">What the program that shows them knows of a problem beside it; null: nothing.</param>
    public static string Format(IReadOnlyCollection<Problem> problems, string? source = null, Func<Problem, string?>? hint = null)
    {
        var text = new StringBuilder();
        text.Append(problems.Count == 1 ? "The job document has 1 problem" : $"The job document has {problems.Count} problems").Append("; nothing was run.\n");
        foreach (var problem in problems)
        {
            text.Append('\n').Append(Place(problem, source)).Append('\n');
            text.Append("  ").Append(problem.Message);
            if (problem.Suggestion is { } suggestion) text.Append(' ').Append($"Did you mean '{suggestion}'?");
            if (hint?.Invoke(problem) is { } more) text.Append(' ').Append(more);
            text.Append($" (rule: {problem.Rule})\n");
        }
        return text.ToString();
    }

    private static string Place(Problem problem, string? source)
    {
        if (problem.Line is not { } line) return source is null ? problem.Path : $"{source}: {problem.Path}";
        return source is null ? $"{problem.Path} (line {line}, column {problem.Column})" : $"{source}({line},{problem.Column}): {problem.Path}";
    }
}
