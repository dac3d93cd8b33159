using Serverless.Graph.Validation;

namespace Serverless.Local.Output;

/// <summary>Problems of a document for people at a command line.</summary>
internal static class JobProblems
{
    /// <param name="problems">At least one.</param>
    /// <param name="source">The document's file.</param>
    public static string Format(IReadOnlyCollection<Problem> problems, string? source = null) => ProblemFormatter.Format(problems, source, HintOf);

    // Problems of parameters stand at the parameter: its name is the last step of the path.
    private static string? HintOf(Problem problem) =>
        problem.Rule == ProblemRules.MissingParameter ? $"On the command line: --param {problem.Path[(problem.Path.LastIndexOf('.') + 1)..]}=VALUE." : null;
}
