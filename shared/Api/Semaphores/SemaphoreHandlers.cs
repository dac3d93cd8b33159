using Serverless.Durable;
using Serverless.Semaphores;
using Serverless.Semaphores.Holding;
using Serverless.Semaphores.State;

namespace Serverless.Api.Semaphores;

/// <summary>What HTTP may ask of a tenant's semaphores. The caller acts for that tenant already.</summary>
public sealed class SemaphoreHandlers(DurableClient client, string tenant, TimeProvider time)
{
    /// <summary>Longest time that one request waits; the one who waits longer asks again with the same id and keeps its place.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(366);

    private readonly SemaphoreClient _semaphores = new(client, tenant, time);

    /// <summary><c>GET /api/semaphores</c>.</summary>
    public async Task<SemaphoreReply> ListAsync(CancellationToken cancellationToken) => SemaphoreReply.Ok(new SemaphoreList(await ViewsAsync(cancellationToken)));

    /// <summary>All semaphores, in order of their names.</summary>
    public async Task<IReadOnlyList<SemaphoreView>> ViewsAsync(CancellationToken cancellationToken)
    {
        var views = new List<SemaphoreView>();
        foreach (var name in await _semaphores.ListAsync(cancellationToken))
        {
            if (await _semaphores.GetAsync(name, cancellationToken) is { } state) views.Add(SemaphoreView.Of(name, state));
        }
        return views;
    }

    /// <summary><c>GET /api/semaphores/{name}</c>.</summary>
    public async Task<SemaphoreReply> ShowAsync(string name, CancellationToken cancellationToken) =>
        SemaphoreId.Problem(name) is { } problem ? SemaphoreReply.Wrong(problem)
        : await _semaphores.GetAsync(name, cancellationToken) is { } state ? SemaphoreReply.Ok(SemaphoreView.Of(name, state))
        : SemaphoreReply.NotFound($"There is no semaphore '{name}'.");

    /// <summary><c>PUT /api/semaphores/{name}</c>: makes it, or with <c>resize</c> changes its limit.</summary>
    public async Task<SemaphoreReply> SetAsync(string name, SemaphoreSpec spec, CancellationToken cancellationToken)
    {
        if (SemaphoreId.Problem(name) is { } problem) return SemaphoreReply.Wrong(problem);
        if (spec.Resize && await _semaphores.ResizeAsync(name, spec.Limit, cancellationToken) is { Status: not SemaphoreStatus.Unknown and not SemaphoreStatus.Done } refused)
            return SemaphoreReply.Of(refused);
        var answer = await _semaphores.RegisterAsync(name, spec.Limit, cancellationToken, spec.LeaseTime, spec.ReservationTime);
        return answer.Status == SemaphoreStatus.Done ? await ShowAsync(name, cancellationToken) : SemaphoreReply.Of(answer);
    }

    /// <summary><c>POST /api/semaphores/{name}/leases</c>: 201 with the reservation, 202 while it waits, 409 when the time is up.</summary>
    public async Task<SemaphoreReply> AcquireAsync(string name, LeaseRequest request, CancellationToken cancellationToken)
    {
        if (SemaphoreId.Problem(name) is { } problem) return SemaphoreReply.Wrong(problem);
        if (RequestProblem(request.Id) is { } wrong) return SemaphoreReply.Wrong(wrong);
        if (TimeProblem("timeout", request.Timeout, TimeSpan.Zero) is { } late) return SemaphoreReply.Wrong(late);
        if (request.Count < 1) return SemaphoreReply.Wrong($"A count of {request.Count} cannot be: 1 or more is allowed.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var limit = time.CreateTimer(static p => ((CancellationTokenSource)p!).Cancel(), patience, LongestWait, Timeout.InfiniteTimeSpan);
        try
        {
            var granted = await _semaphores.AcquireAsync(
                request.Id,
                new Dictionary<string, int>(StringComparer.Ordinal) { [name] = request.Count },
                new AcquireOptions { Holder = request.Holder, Priority = request.Priority, Timeout = request.Timeout },
                patience.Token);
            return granted.Grants.Count == 0 ? SemaphoreReply.Of(granted.Answer) : new SemaphoreReply(201, granted.Grants[0]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SemaphoreReply(202, new SemaphoreAnswer(SemaphoreStatus.Waiting) { Message = "Waiting. Ask again with the same id." });
        }
    }

    /// <summary><c>DELETE /api/semaphores/{name}/leases?id=ID</c>: the one who waits under that id waits no longer, and what it reserved goes back. An active lease stays.</summary>
    public async Task<SemaphoreReply> WithdrawAsync(string name, string request, CancellationToken cancellationToken)
    {
        if (SemaphoreId.Problem(name) is { } problem) return SemaphoreReply.Wrong(problem);
        if (RequestProblem(request) is { } wrong) return SemaphoreReply.Wrong(wrong);
        await _semaphores.WithdrawAsync(request, [name], cancellationToken);
        return new SemaphoreReply(204, null);
    }

    /// <summary><c>PUT /api/semaphores/{name}/leases/{lease}</c>: 200 when it is sure, 410 when the lease is over.</summary>
    public async Task<SemaphoreReply> HeartbeatAsync(string name, string lease, LeaseSign sign, CancellationToken cancellationToken)
    {
        if (SemaphoreId.Problem(name) is { } problem) return SemaphoreReply.Wrong(problem);
        if (TimeProblem("for", sign.For, TimeSpan.FromTicks(1)) is { } late) return SemaphoreReply.Wrong(late);
        if (sign.Beat is < 0 or long.MaxValue) return SemaphoreReply.Wrong($"A beat of {sign.Beat} cannot be: holders count from 1.");
        if (!await _semaphores.HeartbeatAsync(name, new GrantedLease(lease, sign.Fence), new LeaseHeartbeat(sign.Beat, sign.Activate, sign.For, sign.Owner), cancellationToken))
            return SemaphoreReply.Of(new SemaphoreAnswer(SemaphoreStatus.Lost) { Message = $"Lease '{lease}' is over; stop the work." });
        // A holder that uses its leases asks for them no more: the request need not be remembered. (A single lease's id is its request's, with the name.)
        if (sign.Activate && lease.EndsWith($".{name}", StringComparison.Ordinal) && RequestProblem(lease[..^(name.Length + 1)]) is null)
            await _semaphores.ForgetAsync(lease[..^(name.Length + 1)], cancellationToken);
        return SemaphoreReply.Ok(new SemaphoreAnswer(SemaphoreStatus.Done));
    }

    /// <summary><c>DELETE /api/semaphores/{name}/leases/{lease}?fence=N&amp;owner=X&amp;force=false</c>.</summary>
    public async Task<SemaphoreReply> ReleaseAsync(string name, string lease, long fence, string owner, bool force, CancellationToken cancellationToken)
    {
        if (SemaphoreId.Problem(name) is { } problem) return SemaphoreReply.Wrong(problem);
        var answer = await _semaphores.ReleaseAsync(name, lease, fence, force, cancellationToken, owner);
        return answer.Status == SemaphoreStatus.Done ? new SemaphoreReply(204, null) : SemaphoreReply.Of(answer);
    }

    // What is added to a time must leave one.
    private static string? TimeProblem(string name, TimeSpan? given, TimeSpan least) =>
        given is { } span && (span < least || span > LongestTime) ? $"'{name}' is {span}: {(least > TimeSpan.Zero ? "more than 0" : "0")} to {LongestTime.TotalDays} days is allowed." : null;

    private static string? RequestProblem(string? id) =>
        id is not { Length: >= 1 and <= 60 } || !InstanceId.IsValid(id) ? $"'{id}' is no id of a request: 1 to 60 letters, digits or - _ . ~ : are allowed." : null;
}
