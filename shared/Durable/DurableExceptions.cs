namespace Serverless.Durable;

/// <summary>Root of what the durable port throws about work that failed elsewhere.</summary>
public abstract class DurableFailureException(string message, FailureDetails failure) : Exception(message)
{
    /// <summary>What failed, as it crossed the border.</summary>
    public FailureDetails Failure { get; } = failure;
}

/// <summary>An activity failed for good: its retry policy is used up or its failure is not retriable.</summary>
public sealed class ActivityFailedException(string activity, FailureDetails failure)
    : DurableFailureException($"Activity '{activity}' failed: {failure.Message}", failure)
{
    public string Activity { get; } = activity;
}

/// <summary>A sub-orchestration failed or was terminated.</summary>
public sealed class SubOrchestrationFailedException(InstanceId instance, FailureDetails failure)
    : DurableFailureException($"Orchestration '{instance}' failed: {failure.Message}", failure)
{
    public InstanceId Instance { get; } = instance;
}

/// <summary>An entity's operation threw; its state and messages of that operation were rolled back.</summary>
public sealed class EntityFailedException(EntityId entity, string operation, FailureDetails failure)
    : DurableFailureException($"Operation '{operation}' of entity '{entity}' failed: {failure.Message}", failure)
{
    public EntityId Entity { get; } = entity;

    public string Operation { get; } = operation;
}

/// <summary>Code took another path than the history that it is replayed against.</summary>
public sealed class NonDeterminismException(string message) : Exception(message), INonRetriable;

/// <summary>A payload is larger than <see cref="DurableLimits"/> allow.</summary>
public sealed class PayloadTooLargeException(string what, int bytes, int limit = DurableLimits.PayloadBytes)
    : Exception($"{what} has {bytes:N0} bytes; the limit is {limit:N0}. Put the data in a blob and pass its name."), INonRetriable;

/// <summary>This host has no code for an instance's logic name.</summary>
public sealed class LogicNotFoundException(LogicName name, IEnumerable<LogicName> known)
    : Exception($"This host has no orchestration '{name}'. It has: {string.Join(", ", known.Order(Comparer<LogicName>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))))}."), INonRetriable
{
    public LogicName Name { get; } = name;
}
