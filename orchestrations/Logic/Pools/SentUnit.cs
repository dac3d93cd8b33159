using Serverless.Durable;
using Serverless.Logic.Messages;

namespace Serverless.Logic.Pools;

/// <summary>An attempt at a unit that a pool has: the first that tells of its end counts.</summary>
internal sealed class SentUnit(UnitRequest request)
{
    // Completed inside a step of the orchestration, never from elsewhere: what follows runs in that step, the same at every replay.
    private readonly TaskCompletionSource<UnitReport?> _ended = new();

    public UnitRequest Request => request;

    public Task<UnitReport?> Ended => _ended.Task;

    /// <summary>The last look found all of it in the ledger.</summary>
    public bool WasRecorded { get; set; }

    /// <summary>The last look found neither it nor a message.</summary>
    public bool WasMissed { get; set; }

    public void Answered(PoolAnswer answer)
    {
        if (answer.Report is { } report) Found(report);
        else Failed(new ActivityFailedException(ActivityNames.RunUnit, answer.Lost ?? new FailureDetails("Serverless.WorkerLost", "The worker answered without a report.")));
    }

    public void Found(UnitReport? report) => _ended.TrySetResult(report);

    public void Failed(DurableFailureException failure) => _ended.TrySetException(failure);
}
