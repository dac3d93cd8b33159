using Serverless.Jobs;
using Serverless.Store.Failures;

namespace Serverless.Embedded;

/// <summary>A job ended without its results. The message names the first task that failed, and why.</summary>
public sealed class JobFailedException : Exception
{
    internal JobFailedException(JobKey job, IReadOnlyList<UnitFailure> failures, TaskFailure? first)
        : base(first?.Message ?? (failures.Count > 0 ? $"{failures[0].Task}: {failures[0].Message}" : $"Job {job.Id} failed."))
    {
        (Job, Failures, First) = (job, failures, first);
    }

    public JobKey Job { get; }

    /// <summary>The first failures, one line each.</summary>
    public IReadOnlyList<UnitFailure> Failures { get; }

    /// <summary>The first one whole: exceptions, stack, log lines. Null when its process died with it.</summary>
    public TaskFailure? First { get; }
}
