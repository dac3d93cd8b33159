using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Semaphores;
using Serverless.Semaphores.State;

namespace Serverless.Logic.Semaphores;

/// <summary>
/// Reserves leases for the units of a block. Units that need the same wait together: the block is one entry among the waiters, gets leases for as many
/// units as fit, starts those, and asks again for the rest at the end of the queue. While it waits, nothing computes.
/// </summary>
internal sealed class LeaseCoordinator(OrchestrationContext context, JobKey job, IReadOnlyList<IReadOnlyDictionary<string, int>> semaphores)
{
    private readonly List<Waiting>[] _waiting = [.. semaphores.Select(_ => new List<Waiting>())];
    private readonly LeaseRequest?[] _outstanding = new LeaseRequest?[semaphores.Count];
    private readonly List<Task> _takenBack = [];
    private int _requests;
    private bool _closed;

    /// <summary>Runs a unit once its leases are reserved; asks again when they were over before the work started.</summary>
    public async Task<UnitReport?> RunAsync(UnitRequest request, int needs)
    {
        for (var attempt = 1; ; attempt++)
        {
            var waiting = WaitAsync(needs);
            // For units that start, the block asks, for all at once. One that comes back may be the last that is left: no step of the block would follow.
            if (attempt > 1) Ask();
            var (answer, leases) = await waiting;
            if (answer is not null) return Ended(request, answer);
            var report = await context.CallActivityAsync<UnitReport>(ActivityNames.RunUnit, request with { Leases = leases });
            if (report!.Status != UnitEnd.Unadmitted) return report;
        }
    }

    /// <summary>Asks for everybody who waits, where no request is on its way.</summary>
    public void Ask()
    {
        for (var needs = 0; needs < _waiting.Length; needs++)
        {
            if (_outstanding[needs] is null && _waiting[needs].Count > 0) _ = AskAsync(needs);
        }
    }

    /// <summary>Nothing new is to start: the one who waits ends, and requests are taken back.</summary>
    public void Close()
    {
        if (_closed) return;
        _closed = true;
        for (var needs = 0; needs < _waiting.Length; needs++)
        {
            if (_outstanding[needs] is { } request) _takenBack.Add(request.CancelAsync());
            End(needs, new SemaphoreAnswer(SemaphoreStatus.TimedOut));
        }
    }

    /// <summary>Completes when requests that were taken back are back: a block that ended before could not repeat a call whose answer was lost.</summary>
    public Task SettleAsync() => Task.WhenAll(_takenBack);

    private Task<(SemaphoreAnswer? Refused, IReadOnlyList<Grant> Leases)> WaitAsync(int needs)
    {
        if (_closed) return Task.FromResult<(SemaphoreAnswer?, IReadOnlyList<Grant>)>((new SemaphoreAnswer(SemaphoreStatus.TimedOut), []));
        // Completed inside a step of this orchestration, never from elsewhere: what follows runs in that step, the same at every replay.
        var waiting = new Waiting(new());
        _waiting[needs].Add(waiting);
        return waiting.Ended.Task;
    }

    private async Task AskAsync(int needs)
    {
        var number = _requests++;
        var id = $"{context.InstanceId.Value[(job.Tenant.Length + 1)..]}.{number}";
        var holders = Math.Min(_waiting[needs].Count, SemaphoreSettings.MaxHolders);
        var wanted = semaphores[needs].Select(s => new WantedLeases(
            new SemaphoreId(job.Tenant, s.Key).Entity.Key,
            new Waiter { Id = $"{id}.{s.Key}", Instance = "", Count = s.Value, UpTo = holders, Holder = $"job {job.Id}" })).ToList();
        var request = new LeaseRequest(context, wanted, number);
        _outstanding[needs] = request;
        try
        {
            var granted = await request.AcquireAsync(timeout: null);
            _outstanding[needs] = null;
            if (granted.Grants.Count == 0) End(needs, granted.Answer);
            else Start(needs, granted.Grants);
        }
        catch (DurableFailureException e)
        {
            _outstanding[needs] = null;
            foreach (var waiting in Take(needs, _waiting[needs].Count)) waiting.Ended.SetException(e);
        }
        if (!_closed) Ask();
    }

    private void Start(int needs, IReadOnlyList<Grant> grants)
    {
        var units = Take(needs, grants[0].Leases.Count);
        for (var u = 0; u < units.Count; u++) units[u].Ended.SetResult((null, [.. grants.Select(g => g with { Leases = [g.Leases[u]] })]));
    }

    private void End(int needs, SemaphoreAnswer answer)
    {
        foreach (var waiting in Take(needs, _waiting[needs].Count)) waiting.Ended.SetResult((answer, []));
    }

    private List<Waiting> Take(int needs, int count)
    {
        var taken = _waiting[needs].Take(count).ToList();
        _waiting[needs].RemoveRange(0, taken.Count);
        return taken;
    }

    private static UnitReport Ended(UnitRequest request, SemaphoreAnswer answer) => new()
    {
        Status = answer.Status == SemaphoreStatus.TimedOut ? UnitEnd.Cancelled : UnitEnd.Failed,
        Totals = StageTotals.Zero,
        Seconds = 0,
        Node = $"unit {request.Unit}",
        Failure = answer.Status == SemaphoreStatus.TimedOut ? null : new UnitFailure($"unit {request.Unit} of stage {request.Stage}", "missingInput", answer.Message ?? answer.Status.ToString(), null),
    };

    private sealed record Waiting(TaskCompletionSource<(SemaphoreAnswer? Refused, IReadOnlyList<Grant> Leases)> Ended);
}
