using System.Collections.Immutable;

namespace Serverless.Graph.Validation;

/// <summary>A document cannot be a job. The message lists every problem.</summary>
public sealed class JobInvalidException(ImmutableArray<Problem> problems) : Exception(ProblemFormatter.Format(problems))
{
    public ImmutableArray<Problem> Problems { get; } = problems;
}
