using System.Collections.Immutable;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Store.Resolving;

namespace Serverless.Api.Jobs;

/// <summary>How a document is submitted.</summary>
public sealed record SubmitOptions
{
    /// <summary>The job's id, which makes submitting idempotent; null makes a new one.</summary>
    public string? JobId { get; init; }

    /// <summary>Where relative paths of files start; null for documents from the network.</summary>
    public string? BaseFolder { get; init; }

    /// <summary>What the document comes after is done: the caller has seen to it. Without, such a document is refused, as those files are not known here.</summary>
    public bool IsAfterDone { get; init; }

    /// <summary>Datasets that jobs before this one will have written by the time it runs.</summary>
    public ImmutableHashSet<string> ExpectedDatasets { get; init; } = [];

    /// <summary>Everything is made anew, and is what counts from then on.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The trace that the job is part of; null: the one that runs here, if somebody records it.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>The job that this one goes on with; null: none.</summary>
    public string? Resumes { get; init; }

    /// <summary>What the one that this one goes on with was submitted with; null: none.</summary>
    internal Submission? Resumed { get; init; }
}

/// <summary>A submitted job.</summary>
/// <param name="Job">Which one.</param>
/// <param name="Created">False when it was there before.</param>
public sealed record SubmittedJob(JobKey Job, bool Created)
{
    /// <summary>What the submitter should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The id is another document's.</summary>
public sealed class JobIdTakenException(JobKey job) : Exception($"Job '{job.Id}' was submitted with another document, or with other values of its parameters. Choose another id, or submit the same.")
{
    public JobKey Job { get; } = job;
}
