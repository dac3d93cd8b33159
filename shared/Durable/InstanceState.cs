namespace Serverless.Durable;

/// <summary>Where an instance stands. The last three are final. Names and numbers are persisted: they only grow.</summary>
public enum InstanceStatus
{
    Pending = 0,
    Running = 1,
    Suspended = 2,
    Completed = 3,
    Failed = 4,
    Terminated = 5,
}

/// <summary>One instance as a query shows it.</summary>
public sealed record InstanceState
{
    public required InstanceId Id { get; init; }

    public required LogicName Name { get; init; }

    public required InstanceStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The input's payload, JSON; null when there was none.</summary>
    public string? Input { get; init; }

    /// <summary>The result's payload, JSON; the reason when terminated; null before the end.</summary>
    public string? Output { get; init; }

    /// <summary>What the orchestrator last set, JSON.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>Set when <see cref="Status"/> is Failed.</summary>
    public FailureDetails? Failure { get; init; }

    public InstanceId? Parent { get; init; }

    /// <summary>Why no step runs although the instance has not ended: this host lacks its logic version, and says what it has, or it was told to hold it. Null otherwise, and on Durable Task.</summary>
    public string? Held { get; init; }

    public bool HasEnded => Status is InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated;

    public T? ReadOutput<T>() => DurableJson.Read<T>(Output);

    public T? ReadCustomStatus<T>() => DurableJson.Read<T>(CustomStatus);
}

/// <summary>Which instances; every condition that is set must hold.</summary>
public sealed record InstanceQuery
{
    public string? IdPrefix { get; init; }

    /// <summary>Empty or null: any.</summary>
    public IReadOnlyCollection<InstanceStatus>? Statuses { get; init; }

    public DateTimeOffset? CreatedFrom { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>1 to 1,000. Default 100.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>From the page before; null for the first.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>A page of a query.</summary>
/// <param name="Instances">In order of their ids.</param>
/// <param name="ContinuationToken">Null on the last page.</param>
public sealed record InstancePage(IReadOnlyList<InstanceState> Instances, string? ContinuationToken);
