using Serverless.Durable;
using Serverless.Semaphores;

namespace Serverless.Activities.Semaphores;

/// <summary>How units reach the semaphores of their tenant.</summary>
/// <param name="client">The hub's client.</param>
/// <param name="time">Measures lease times.</param>
public sealed class UnitSemaphores(Func<DurableClient> client, TimeProvider time)
{
    public TimeProvider Time { get; } = time;

    public SemaphoreClient Of(string tenant) => new(client(), tenant, Time);
}

/// <summary>A lease could not be renewed, so the work was stopped before somebody else got it.</summary>
public sealed class LeaseLostException(string what) : Exception($"{what}: a lease could not be renewed in time. The work was stopped; another attempt waits for a new lease.");
