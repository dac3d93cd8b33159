namespace Serverless.Execution.Resolving;

/// <summary>What a job was submitted with, beside its document.</summary>
public sealed record Submission
{
    public required string Name { get; init; }

    /// <summary>SHA-256 of the canonical document.</summary>
    public required string DocumentHash { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Where relative paths of files start: the folder of the document. Null when the document came over the network.</summary>
    public string? BaseFolder { get; init; }

    /// <summary>The job that this one goes on with: results that are one job's alone are shared with it. Null: none.</summary>
    public string? Resumes { get; init; }

    /// <summary>What stands for the job in the tokens of impure functions.</summary>
    public string SaltOf(string job) => Resumes ?? job;
}
