using System.Collections.Immutable;
using Serverless.Durable;
using Serverless.Semaphores.Holding;
using Serverless.Semaphores.State;

namespace Serverless.Semaphores;

/// <summary>
/// Semaphores of one tenant, from outside of orchestrations: over a durable client, on any engine. Requests that need an answer go through a small
/// orchestration, which makes them happen exactly once. Messages of holders are signals whose effect is read back: one that was lost is sent again, and counts once.
/// </summary>
public sealed class SemaphoreClient(DurableClient client, string tenant, TimeProvider time) : ILeaseHeartbeats
{
    // How often a signal's effect is looked for; doubled up to the longest.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    // A signal whose effect is not seen for so long is sent again: Durable Task loses those of a batch whose worker died.
    private static readonly TimeSpan SendAgain = TimeSpan.FromSeconds(3);

    /// <summary>Makes a semaphore; the same again is done already, another limit is refused.</summary>
    public Task<SemaphoreAnswer> RegisterAsync(string name, int limit, CancellationToken cancellationToken, TimeSpan? leaseTime = null, TimeSpan? reservationTime = null) =>
        CallAsync(name, new SemaphoreRequest.Register(limit, leaseTime, reservationTime), cancellationToken);

    /// <summary>Changes the limit; what is held stays.</summary>
    public Task<SemaphoreAnswer> ResizeAsync(string name, int limit, CancellationToken cancellationToken) =>
        CallAsync(name, new SemaphoreRequest.Resize(limit), cancellationToken);

    /// <summary>The names of the tenant's semaphores, in order.</summary>
    public async Task<ImmutableSortedSet<string>> ListAsync(CancellationToken cancellationToken) =>
        (await client.GetEntityAsync<SemaphoreIndex>(new EntityId(SemaphoreNames.IndexEntity, tenant), cancellationToken))?.Names ?? [];

    /// <returns>Null when there is none of that name.</returns>
    public Task<SemaphoreState?> GetAsync(string name, CancellationToken cancellationToken) =>
        client.GetEntityAsync<SemaphoreState>(new SemaphoreId(tenant, name).Entity, cancellationToken);

    /// <summary>
    /// Waits for leases of one or several semaphores: all or none. What is granted is reserved, and must be activated when the work starts
    /// (<see cref="HeldLeases.ActivateAsync"/>). Asking again with the same id goes on waiting and gives the same leases.
    /// </summary>
    /// <param name="id">Unique for all time; 1 to 60 letters, digits or <c>- _ . ~</c>.</param>
    /// <param name="wanted">Leases by semaphore.</param>
    /// <param name="options">For whom, how long.</param>
    /// <param name="cancellationToken">Stops waiting here; the request goes on, until <see cref="WithdrawAsync"/>.</param>
    public async Task<SemaphoreGrants> AcquireAsync(string id, IReadOnlyDictionary<string, int> wanted, AcquireOptions options, CancellationToken cancellationToken)
    {
        var leases = wanted.Select(w => new WantedLeases(
            new SemaphoreId(tenant, w.Key).Entity.Key,
            new Waiter { Id = $"{id}.{w.Key}", Instance = "", Count = w.Value, Priority = options.Priority, Holder = Cut(options.Holder) })).ToList();
        var instance = InstanceOf(id);
        await StartAsync(new AcquireInput(leases, options.Timeout), instance, cancellationToken);
        var state = await client.WaitAsync(instance, cancellationToken);
        if (state.Status != InstanceStatus.Completed) return new SemaphoreGrants(new SemaphoreAnswer(SemaphoreStatus.TimedOut) { Message = $"The request was ended: {state.Failure?.Message ?? state.Status.ToString()}" }, []);
        var grants = DurableJson.Read<SemaphoreGrants>(state.Output)!;
        // A request that failed is not needed; one that succeeded is kept, so that asking again finds it.
        if (grants.Grants.Count == 0) await client.PurgeAsync(instance, cancellationToken);
        return grants;
    }

    /// <summary>Ends a request: it waits no longer, and what it reserved goes back. An active lease stays.</summary>
    public async Task WithdrawAsync(string id, IEnumerable<string> semaphores, CancellationToken cancellationToken)
    {
        var instance = InstanceOf(id);
        if (await client.GetAsync(instance, cancellationToken) is not null) await client.TerminateAsync(instance, "withdrawn", cancellationToken);
        foreach (var name in semaphores) await CallAsync(name, new SemaphoreRequest.Withdraw($"{id}.{name}", null), cancellationToken);
        await client.PurgeAsync(instance, cancellationToken);
    }

    /// <summary>Frees a lease and says how it stood.</summary>
    /// <param name="name">The semaphore.</param>
    /// <param name="lease">Which lease.</param>
    /// <param name="fence">The fencing number that its holder was given.</param>
    /// <param name="force">True: no matter who holds it.</param>
    /// <param name="owner">Who activated it, when somebody did.</param>
    public Task<SemaphoreAnswer> ReleaseAsync(string name, string lease, long fence, bool force, CancellationToken cancellationToken, string owner = "") =>
        CallAsync(name, new SemaphoreRequest.Release(lease, fence, force, owner), cancellationToken);

    public async Task<bool> HeartbeatAsync(string semaphore, GrantedLease lease, LeaseHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        SemaphoreRequest request = heartbeat.Activates ? new SemaphoreRequest.Activate(lease.Id, heartbeat.Number, heartbeat.For, heartbeat.Owner) : new SemaphoreRequest.Renew(lease.Id, heartbeat.Number, heartbeat.Owner);
        // A lease that was granted and is not there is over for good: ids never come back.
        var found = await SignalAsync(semaphore, request, lease, found => !Holds(found, lease, heartbeat.Owner) || found!.Beat >= heartbeat.Number, cancellationToken);
        return Holds(found, lease, heartbeat.Owner);
    }

    public Task ReleaseAsync(string semaphore, GrantedLease lease, string owner, CancellationToken cancellationToken) =>
        SignalAsync(semaphore, new SemaphoreRequest.Release(lease.Id, lease.Fence, Owner: owner), lease, found => !Holds(found, lease, owner), cancellationToken);

    /// <summary>Forgets a request whose leases are in use or back.</summary>
    public Task ForgetAsync(string id, CancellationToken cancellationToken) => client.PurgeAsync(InstanceOf(id), cancellationToken);

    internal async Task<SemaphoreAnswer> CallAsync(string name, SemaphoreRequest request, CancellationToken cancellationToken)
    {
        var instance = InstanceOf($"call-{Guid.NewGuid():N}");
        await client.StartAsync(SemaphoreNames.Call, new SemaphoreCall(new SemaphoreId(tenant, name).Entity.Key, request), instance, cancellationToken);
        var state = await client.WaitAsync(instance, cancellationToken);
        await client.PurgeAsync(instance, cancellationToken);
        return state.Status == InstanceStatus.Completed
            ? DurableJson.Read<SemaphoreAnswer>(state.Output)!
            : throw new InvalidOperationException($"Semaphore '{name}' did not answer: {state.Failure?.Message}");
    }

    // Sends a message until its effect is seen.
    private async Task<Lease?> SignalAsync(string name, SemaphoreRequest request, GrantedLease lease, Func<Lease?, bool> isDone, CancellationToken cancellationToken)
    {
        var entity = new SemaphoreId(tenant, name).Entity;
        while (true)
        {
            await client.SignalEntityAsync(entity, "ask", new SemaphoreAsk(request), cancellationToken);
            var sent = time.GetTimestamp();
            for (var wait = FirstLook; time.GetElapsedTime(sent) < SendAgain; wait = wait * 2 < LongestLook ? wait * 2 : LongestLook)
            {
                var found = (await client.GetEntityAsync<SemaphoreState>(entity, cancellationToken))?.Find(lease.Id);
                if (isDone(found)) return found;
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }

    private static bool Holds(Lease? found, GrantedLease lease, string owner) => found is not null && found.Fence == lease.Fence && (!found.Active || found.Owner == owner);

    // A request that waits under a build of before is started again: its id finds its place and what it reserved.
    private async Task StartAsync(AcquireInput input, InstanceId instance, CancellationToken cancellationToken)
    {
        if (await client.StartAsync(SemaphoreNames.Acquire, input, instance, cancellationToken)) return;
        if (await client.GetAsync(instance, cancellationToken) is not { } known || known.Name == SemaphoreNames.Acquire || known.Status == InstanceStatus.Completed) return;
        if (!known.HasEnded) await client.TerminateAsync(instance, "started again by another version", cancellationToken);
        await client.PurgeAsync(instance, cancellationToken);
        await client.StartAsync(SemaphoreNames.Acquire, input, instance, cancellationToken);
    }

    private InstanceId InstanceOf(string id) => new($"{tenant}~semaphore:{id}");

    private static string Cut(string holder) => holder.Length > SemaphoreSettings.MaxHolder ? holder[..SemaphoreSettings.MaxHolder] : holder;
}

/// <summary>How a client waits.</summary>
public sealed record AcquireOptions
{
    /// <summary>For people: who will hold the leases.</summary>
    public string Holder { get; init; } = "";

    /// <summary>-100 to 100; default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Null (default): for as long as it takes. Zero: succeeds when it is free now.</summary>
    public TimeSpan? Timeout { get; init; }
}
