using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parameters;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Local.Output;

namespace Serverless.Local.Run;

/// <summary>A job file and what it came to.</summary>
/// <param name="Text">As read.</param>
/// <param name="Document">Checked.</param>
internal sealed record JobFile(JobText Text, JobDocument Document)
{
    public string Path => Text.Path;

    public string Folder => Text.Folder;

    public byte[] Bytes => Text.Bytes;

    /// <summary>Reads a job file and those that it comes after, in the order in which they run.</summary>
    /// <exception cref="InputException">A file is missing, wrong, or comes after itself; every problem is in the message.</exception>
    public static IReadOnlyList<JobFile> LoadAll(string path, FunctionCatalog functions, GivenParameters given) => [.. JobFileOrder.Load(path, given).Select(text => Read(text, functions))];

    private static JobFile Read(JobText text, FunctionCatalog functions) =>
        Read(text, functions, out var problems) ?? throw new InputException(JobProblems.Format([.. problems], text.Path));

    /// <summary>Parses and checks the text of a job file.</summary>
    /// <returns>Null: it has problems.</returns>
    public static JobFile? Read(JobText text, FunctionCatalog functions, out IReadOnlyList<Problem> problems)
    {
        var parsed = JobParser.Parse(text.Bytes, functions);
        problems = [.. parsed.Problems.Select(p => InFile(p, text))];
        return parsed.Document is { } document ? new JobFile(text, document) : null;
    }

    /// <summary>A problem of the text that is parsed, where it stands in the file.</summary>
    public static Problem InFile(Problem problem, JobText text) =>
        text.IsGiven && IsGiven(problem) ? problem with { Line = null, Column = null } : text.Texts?.Origin(problem) ?? problem;

    // What the command line gives stands in no line of the file.
    private static bool IsGiven(Problem problem) => problem.Path.StartsWith("$.params.", StringComparison.Ordinal) || problem.Path.StartsWith("$.params[", StringComparison.Ordinal);
}
