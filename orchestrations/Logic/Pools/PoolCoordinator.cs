using Serverless.Durable;
using Serverless.Logic.Messages;

namespace Serverless.Logic.Pools;

/// <summary>
/// Hands units of a block to the workers of a pool, and waits for their answers on one event. Messages and answers may be lost or come twice: an answer that
/// nobody waits for is dropped, and a look at the ledger and the queue finds what became of units without one.
/// </summary>
internal sealed class PoolCoordinator(OrchestrationContext context, BlockInput input, string pool) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    // Each is a timer and an activity in the block's history.
    private const int MaxLooks = 300;

    private readonly SortedDictionary<int, SentUnit> _sent = [];
    private readonly CancellationTokenSource _closed = new();
    private bool _listens;
    private bool _looks;
    private int _count;

    /// <summary>Runs an attempt at a unit in the pool.</summary>
    public async Task<UnitReport?> RunAsync(UnitRequest request)
    {
        var sent = _sent[request.Unit] = new SentUnit(request);
        try
        {
            if (!_listens) _ = ListenAsync();
            if (!_looks) _ = LookAsync();
            await SendAsync(request);
            return await sent.Ended;
        }
        finally
        {
            if (_sent.TryGetValue(request.Unit, out var current) && current == sent) _sent.Remove(request.Unit);
        }
    }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private Task<bool> SendAsync(UnitRequest request) => context.CallActivityAsync<bool>(ActivityNames.SendUnit, new SendUnitRequest(pool, request), PlatformRetry.Policy);

    // One wait at a time for the whole block: an event is for whoever it names.
    private async Task ListenAsync()
    {
        _listens = true;
        while (!_closed.IsCancellationRequested)
        {
            var answer = await context.WaitForEventAsync<PoolAnswer>(PoolContract.Inbox);
            if (answer is not null && _sent.TryGetValue(answer.Unit, out var sent) && sent.Request.Attempt == answer.Attempt) sent.Answered(answer);
        }
    }

    private async Task LookAsync()
    {
        _looks = true;
        try
        {
            for (var pause = FirstPause; _count < MaxLooks && _sent.Count > 0; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                await context.CreateTimerAsync(context.Now + pause, _closed.Token);
                _count++;
                await LookOnceAsync();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or DurableFailureException)
        {
            // The block ends, or storage does not answer: the next unit that is sent looks again.
        }
        finally
        {
            _looks = false;
        }
    }

    private async Task LookOnceAsync()
    {
        var waiting = _sent.Values.ToList();
        if (waiting.Count == 0) return;
        var look = await context.CallActivityAsync<PoolLook>(ActivityNames.LookAtPool, new PoolLookRequest(input.Job, pool, input.Plan, [.. waiting.Select(s => s.Request.Unit)]), PlatformRetry.Policy);
        foreach (var sent in waiting.Where(s => !s.Ended.IsCompleted && !_closed.IsCancellationRequested))
        {
            var isRecorded = look!.Recorded.Contains(sent.Request.Unit);
            // An answer may be on its way: what was seen twice has none.
            if (isRecorded && sent.WasRecorded) _ = FindAsync(sent);
            else if (!isRecorded && look.IsEmpty && sent.WasMissed) await SendAsync(sent.Request);
            sent.WasRecorded = isRecorded;
            sent.WasMissed = !isRecorded && look.IsEmpty;
        }
    }

    // There is nothing left to compute: a run here finds all of it, and reports.
    private async Task FindAsync(SentUnit sent)
    {
        try
        {
            sent.Found(await context.CallActivityAsync<UnitReport>(ActivityNames.RunUnit, sent.Request));
        }
        catch (DurableFailureException e)
        {
            sent.Failed(e);
        }
    }
}
