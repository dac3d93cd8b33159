using Serverless.Graph.Functions;

namespace Serverless.Activities.Speculation;

/// <summary>A run of a unit ended because another one was first, or because it must not run beside one.</summary>
internal sealed class AttemptSupersededException(string what) : Exception($"{what}: another run of it was first, or must be alone. What this one finished is recorded.");

/// <summary>What tasks of a second run get instead of semaphores: a holder of leases runs once. The first run goes on, and this one gives up.</summary>
/// <param name="giveUp">Ends this run.</param>
internal sealed class NoSecondHolder(CancellationTokenSource giveUp) : TaskSemaphores
{
    public override async ValueTask<TaskLease> AcquireAsync(string name, CancellationToken cancellationToken, int count = 1)
    {
        await giveUp.CancelAsync();
        throw new OperationCanceledException($"Semaphore '{name}' is the first run's.", giveUp.Token);
    }
}
