using System.Text.Json.Serialization;

namespace Serverless.Jobs;

/// <summary>A job's end, as its orchestration returns it.</summary>
public sealed record JobOutcome
{
    public required JobStatus Status { get; init; }

    public required StageTotals Totals { get; init; }

    /// <summary>The first failures; all of them are blobs under the job.</summary>
    public IReadOnlyList<UnitFailure> Failures { get; init; } = [];

    /// <summary>Failures beyond those in <see cref="Failures"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MoreFailures { get; init; }

    /// <summary>What it found recorded; null when it ended before that was known.</summary>
    public CacheUse? Cache { get; init; }

    /// <summary>What of the platform failed; null when it was not the platform.</summary>
    public string? Reason { get; init; }

    public bool Succeeded => Status == JobStatus.Done;
}

/// <summary>How a job stands. Names are part of the API.</summary>
public enum JobStatus
{
    Running,
    Done,
    Failed,
    Cancelled,
}

/// <summary>What a job's custom status shows in a portal.</summary>
public sealed record JobProgress(string Phase, int Stage, int Units, long Tasks, long FoundTasks);
