using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;

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
    public static IReadOnlyList<JobFile> LoadAll(string path, FunctionCatalog functions) => [.. JobFileOrder.Load(path).Select(text => new JobFile(text, Parse(text, functions)))];

    private static JobDocument Parse(JobText text, FunctionCatalog functions)
    {
        var parsed = JobParser.Parse(text.Bytes, functions);
        return parsed.Document ?? throw new InputException(ProblemFormatter.Format(parsed.Problems, text.Path));
    }
}
