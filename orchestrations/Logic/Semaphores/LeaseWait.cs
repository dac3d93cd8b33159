using Serverless.Durable;
using Serverless.Semaphores;
using Serverless.Semaphores.State;

namespace Serverless.Logic.Semaphores;

/// <summary>
/// Waiting for leases inside an orchestration. Several semaphores are taken in the order of their keys, so that no two requests wait for each other;
/// what is reserved already is renewed while the next one is awaited; when one fails, what was reserved goes back.
/// </summary>
internal static class LeaseWait
{
    public static async Task<SemaphoreGrants> AcquireAsync(OrchestrationContext context, IReadOnlyList<WantedLeases> wanted, TimeSpan? timeout)
    {
        var deadline = timeout is { } limit ? context.Now + limit : (DateTimeOffset?)null;
        var grants = new List<Grant>();
        var held = new List<(EntityId Semaphore, WantedLeases Wanted)>();
        var answer = new SemaphoreAnswer(SemaphoreStatus.Done);
        var holders = SemaphoreSettings.MaxHolders;
        foreach (var next in wanted.OrderBy(w => w.Semaphore, StringComparer.Ordinal))
        {
            var semaphore = new EntityId(SemaphoreNames.Entity, next.Semaphore);
            var waiter = next.Waiter with { Instance = context.InstanceId.Value, UpTo = Math.Min(next.Waiter.UpTo, holders) };
            answer = await OneAsync(context, semaphore, waiter, deadline, () => Renew(context, held, grants));
            if (answer.Grant is not { } grant)
            {
                foreach (var (back, leases) in held) context.SignalEntity(back, "withdraw", new SemaphoreAsk(new SemaphoreRequest.Withdraw(leases.Waiter.Id, null)));
                return new SemaphoreGrants(Named(answer, next.Semaphore), []);
            }
            grants.Add(grant);
            held.Add((semaphore, next));
            holders = grant.Leases.Count;
        }
        return new SemaphoreGrants(answer, [.. grants.Select((grant, g) => Trim(context, held[g].Semaphore, grant, holders))]);
    }

    // The entity does not know what it is called; whoever reads the failure of a unit must.
    private static SemaphoreAnswer Named(SemaphoreAnswer answer, string semaphore)
    {
        if (answer.Status is SemaphoreStatus.TimedOut or SemaphoreStatus.Waiting) return answer;
        var name = semaphore[(semaphore.IndexOf('~', StringComparison.Ordinal) + 1)..];
        return answer.Status == SemaphoreStatus.Unknown
            ? answer with { Message = $"There is no semaphore '{name}'. Make it with 'serverless semaphores set {name} --limit N', and 'serverless resume' goes on with the job." }
            : answer with { Message = $"Semaphore '{name}': {answer.Message}" };
    }

    private static async Task<SemaphoreAnswer> OneAsync(
        OrchestrationContext context, EntityId semaphore, Waiter waiter, DateTimeOffset? deadline, Func<TimeSpan?> renew)
    {
        var request = new SemaphoreRequest.Acquire(waiter) { Try = deadline <= context.Now };
        var answer = (await context.CallEntityAsync<SemaphoreAnswer>(semaphore, "acquire", new SemaphoreAsk(request)))!;
        if (answer.Status != SemaphoreStatus.Waiting) return answer;
        var told = context.WaitForEventAsync<SemaphoreAnswer>(SemaphoreNames.GrantEvent(waiter.Id));
        while (true)
        {
            var again = context.Now + renew();
            if (Earlier(deadline, again) is not { } due) return (await told)!;
            using var stop = new CancellationTokenSource();
            var timer = context.CreateTimerAsync(due, stop.Token);
            if (await Task.WhenAny(told, timer) == told)
            {
#pragma warning disable CA1849, MA0042 // CancelAsync would go on outside of this step; a timer that is not cancelled keeps the instance's history growing.
                stop.Cancel();
#pragma warning restore CA1849, MA0042
                return (await told)!;
            }
            if (deadline <= context.Now) break;
        }
        // It may be granted at this very moment: then the reservation goes back.
        context.SignalEntity(semaphore, "withdraw", new SemaphoreAsk(new SemaphoreRequest.Withdraw(waiter.Id, answer.Key)));
        return new SemaphoreAnswer(SemaphoreStatus.TimedOut) { Message = "Nothing became free in time." };
    }

    // A semaphore that came later had room for fewer holders: what the earlier ones gave beyond goes back.
    private static Grant Trim(OrchestrationContext context, EntityId semaphore, Grant grant, int holders)
    {
        foreach (var lease in grant.Leases.Skip(holders)) context.SignalEntity(semaphore, "release", new SemaphoreAsk(new SemaphoreRequest.Release(lease.Id, lease.Fence)));
        return grant with { Leases = [.. grant.Leases.Take(holders)] };
    }

    /// <summary>Renews what is reserved so far.</summary>
    /// <returns>When to do so again; null: nothing is reserved.</returns>
    private static TimeSpan? Renew(OrchestrationContext context, List<(EntityId Semaphore, WantedLeases Wanted)> held, List<Grant> grants)
    {
        for (var h = 0; h < held.Count; h++)
        {
            foreach (var lease in grants[h].Leases)
                context.SignalEntity(held[h].Semaphore, "renew", new SemaphoreAsk(new SemaphoreRequest.Renew(lease.Id, Beat: 0)));
        }
        return grants.Count == 0 ? null : grants.Min(g => g.ReservationTime) / 2;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
