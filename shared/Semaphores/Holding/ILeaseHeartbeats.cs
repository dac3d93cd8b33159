using Serverless.Semaphores.State;

namespace Serverless.Semaphores.Holding;

/// <summary>How a holder speaks to its semaphores: over a durable client or over HTTP.</summary>
public interface ILeaseHeartbeats
{
    /// <summary>Activates or renews a lease; comes back when that is certain.</summary>
    /// <returns>False: the lease is over.</returns>
    Task<bool> HeartbeatAsync(string semaphore, GrantedLease lease, LeaseHeartbeat heartbeat, CancellationToken cancellationToken);

    /// <summary>Gives a lease back. One that is over already, or that another owner activated, stays as it is.</summary>
    Task ReleaseAsync(string semaphore, GrantedLease lease, string owner, CancellationToken cancellationToken);
}

/// <summary>A holder's sign of life.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Activates">True for the first: the work starts.</param>
/// <param name="For">How long an activated lease lives; null: the semaphore's lease time.</param>
/// <param name="Owner">Who holds: unique, the same for all heartbeats of a holder.</param>
public sealed record LeaseHeartbeat(long Number, bool Activates, TimeSpan? For = null, string Owner = "");
