using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Waiting;
using Serverless.Semaphores;
using Serverless.Semaphores.State;

namespace Serverless.Logic.Semaphores;

/// <summary>
/// One request for leases inside an orchestration. Several semaphores are taken in the order of their keys, so that no two requests wait for each other; when one
/// fails, what was reserved goes back. Waiting itself is a child's, so that it costs this orchestration's history the same however long it takes.
/// </summary>
/// <param name="context">Of the orchestration that asks.</param>
/// <param name="wanted">By semaphore.</param>
/// <param name="number">Tells this orchestration's requests apart.</param>
internal sealed class LeaseRequest(OrchestrationContext context, IReadOnlyList<WantedLeases> wanted, int number)
{
    private readonly List<ReservedRequest> _reserved = [];
    private (InstanceId Child, string Request)? _waits;
    private int _children;

    /// <param name="timeout">Null: as long as it takes.</param>
    public async Task<SemaphoreGrants> AcquireAsync(TimeSpan? timeout)
    {
        var deadline = timeout is { } limit ? context.Now + limit : (DateTimeOffset?)null;
        var grants = new List<Grant>();
        var answer = new SemaphoreAnswer(SemaphoreStatus.Done);
        var holders = SemaphoreSettings.MaxHolders;
        foreach (var next in wanted.OrderBy(w => w.Semaphore, StringComparer.Ordinal))
        {
            answer = await OneAsync(next.Semaphore, next.Waiter with { UpTo = Math.Min(next.Waiter.UpTo, holders) }, deadline, grants);
            if (answer.Grant is not { } grant)
            {
                await Task.WhenAll(_reserved.Select(r => WithdrawAsync(r.Semaphore, r.Id)));
                return new SemaphoreGrants(Named(answer, next.Semaphore), []);
            }
            grants.Add(grant);
            _reserved.Add(new ReservedRequest(next.Semaphore, next.Waiter.Id));
            holders = grant.Leases.Count;
        }
        await Task.WhenAll(grants.Select((grant, g) => TrimAsync(_reserved[g], grant, holders)));
        return new SemaphoreGrants(answer, [.. grants.Select(g => g with { Leases = [.. g.Leases.Take(holders)] })]);
    }

    // The entity does not know what it is called; the one who reads the failure of a unit must.
    private static SemaphoreAnswer Named(SemaphoreAnswer answer, string semaphore)
    {
        if (answer.Status is SemaphoreStatus.TimedOut or SemaphoreStatus.Waiting) return answer;
        var name = semaphore[(semaphore.IndexOf('~', StringComparison.Ordinal) + 1)..];
        return answer.Status == SemaphoreStatus.Unknown
            ? answer with { Message = $"There is no semaphore '{name}'. Make it with its limit, then resume the job: it goes on." }
            : answer with { Message = $"Semaphore '{name}': {answer.Message}" };
    }

    /// <summary>Takes the request back wherever it is. The one who waits for it hears that nothing came of it.</summary>
    public async Task CancelAsync()
    {
        await Task.WhenAll(wanted.Select(w => WithdrawAsync(w.Semaphore, w.Waiter.Id)));
        // A hint: without it the child asks a little later, and hears the same.
        if (_waits is { } waits) context.SendEvent(waits.Child, SemaphoreNames.GrantEvent(waits.Request), true);
    }

    private async Task<SemaphoreAnswer> OneAsync(string semaphore, Waiter waiter, DateTimeOffset? deadline, List<Grant> grants)
    {
        var child = JobInstances.LeaseCallOf(context.InstanceId, number, _children++);
        waiter = waiter with { Instance = child.Value };
        var ask = new SemaphoreAsk(new SemaphoreRequest.Acquire(waiter) { Try = deadline <= context.Now });
        var answer = (await context.CallEntityAsync<SemaphoreAnswer>(new EntityId(SemaphoreNames.Entity, semaphore), "acquire", ask))!;
        if (answer.Status != SemaphoreStatus.Waiting) return answer;
        var wait = new WaitInput(semaphore, waiter with { Key = answer.Key ?? 0 })
        {
            Deadline = deadline,
            Reserved = _reserved,
            KeepEvery = grants.Count == 0 ? null : grants.Min(g => g.ReservationTime) / 2,
            Pause = HintedWait.FirstPause,
        };
        _waits = (child, waiter.Id);
        answer = (await context.CallSubOrchestrationAsync<SemaphoreAnswer>(SemaphoreNames.Wait, wait, child))!;
        _waits = null;
        return answer;
    }

    // A semaphore that came later had room for fewer holders: what the earlier ones gave beyond goes back.
    private Task<SemaphoreAnswer?> TrimAsync(ReservedRequest reserved, Grant grant, int holders) =>
        grant.Leases.Count <= holders ? Task.FromResult<SemaphoreAnswer?>(null) : CallAsync(reserved.Semaphore, new SemaphoreRequest.Withdraw(reserved.Id, null) { KeepFirst = holders });

    private Task<SemaphoreAnswer?> WithdrawAsync(string semaphore, string request) => CallAsync(semaphore, new SemaphoreRequest.Withdraw(request, null));

    private Task<SemaphoreAnswer?> CallAsync(string semaphore, SemaphoreRequest.Withdraw withdraw) =>
        context.CallEntityAsync<SemaphoreAnswer>(new EntityId(SemaphoreNames.Entity, semaphore), "withdraw", new SemaphoreAsk(withdraw));
}
