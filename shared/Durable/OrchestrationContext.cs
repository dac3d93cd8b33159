using Microsoft.Extensions.Logging;

namespace Serverless.Durable;

/// <summary>
/// What an orchestrator may do. Its code is replayed from history: it may await only the tasks that this context hands out (and
/// <see cref="Task.WhenAll(Task[])"/> / <see cref="Task.WhenAny(Task[])"/> of them), on the thread that called it, and takes time, ids and
/// randomness from here alone.
/// </summary>
/// <remarks>
/// The port holds only what Durable Task and the embedded engine do alike. Not in it: rewind, time-outs and cancellation of activities, entity
/// locks. Cancelling an orchestration does not stop an activity that runs: the job layer has its own marker for that.
/// </remarks>
public abstract class OrchestrationContext
{
    public abstract InstanceId InstanceId { get; }

    public abstract LogicName Name { get; }

    /// <summary>The instance that called this one; null at the top.</summary>
    public abstract InstanceId? Parent { get; }

    /// <summary>True while the code runs over recorded history. For logs only: decisions must not depend on it.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The recorded time of the current step, UTC. The same at every replay.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>A GUID that is the same at every replay and different for each call.</summary>
    public abstract Guid NewGuid();

    /// <summary>A random generator seeded from the instance id: the same sequence at every replay.</summary>
    public abstract Random NewRandom();

    /// <summary>Calls an activity. At least once: an attempt may be lost after its effects. Its result and input are at most <see cref="DurableLimits.PayloadBytes"/>.</summary>
    /// <exception cref="ActivityFailedException">The last attempt failed (thrown by the returned task).</exception>
    public abstract Task<TResult?> CallActivityAsync<TResult>(string name, object? input = null, RetryPolicy? retry = null);

    /// <summary>Calls another orchestration as a child. Terminating the parent recursively terminates it.</summary>
    /// <param name="name">Which one.</param>
    /// <param name="input">Its input.</param>
    /// <param name="instance">Its id; null makes one that is the same at every replay.</param>
    /// <exception cref="SubOrchestrationFailedException">It failed or was terminated (thrown by the returned task).</exception>
    public abstract Task<TResult?> CallSubOrchestrationAsync<TResult>(LogicName name, object? input = null, InstanceId? instance = null);

    /// <summary>A durable timer. Cancelling it makes the task cancelled; a timer that is not cancelled keeps the instance's history growing by one event.</summary>
    public abstract Task CreateTimerAsync(DateTimeOffset due, CancellationToken cancellationToken);

    /// <summary>Waits for one external event. Events of a name arrive in the order in which they were raised and are buffered while no code waits.</summary>
    /// <exception cref="InvalidOperationException">Somebody waits for this name already (Durable Task would deliver last in, first out; here it is refused on both engines).</exception>
    public abstract Task<T?> WaitForEventAsync<T>(string name);

    /// <summary>Raises an event on another instance; nothing happens when there is none.</summary>
    public abstract void SendEvent(InstanceId instance, string name, object? payload = null);

    /// <summary>Calls an entity and waits for its answer. Messages from one orchestration to one entity keep their order.</summary>
    /// <exception cref="EntityFailedException">The operation threw (thrown by the returned task).</exception>
    public abstract Task<TResult?> CallEntityAsync<TResult>(EntityId entity, string operation, object? input = null);

    /// <summary>Sends an entity a message without an answer, now or at <paramref name="due"/>. Its errors are not seen.</summary>
    public abstract void SignalEntity(EntityId entity, string operation, object? input = null, DateTimeOffset? due = null);

    /// <summary>
    /// Ends this execution and starts the instance again with another input and an empty history. Events that were not consumed go along.
    /// Nothing may be outstanding: Durable Task would lose its results.
    /// </summary>
    /// <exception cref="InvalidOperationException">Activities, sub-orchestrations or entity calls are outstanding.</exception>
    public abstract void ContinueAsNew(object? input = null);

    /// <summary>Replaces the status that a query shows; at most <see cref="DurableLimits.PayloadBytes"/>.</summary>
    public abstract void SetCustomStatus(object? status);

    /// <summary>A logger that is silent while replaying.</summary>
    public abstract ILogger CreateLogger(string category);
}
