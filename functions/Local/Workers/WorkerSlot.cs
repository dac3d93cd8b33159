using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serverless.Activities.Pools;
using Serverless.Activities.Workers;
using Serverless.Durable;
using Serverless.Logic.Pools;
using Serverless.Storage;

namespace Serverless.Local.Workers;

/// <summary>
/// One unit at a time: takes a message, renews its lease while the unit runs, answers, and then deletes it. In that order a kill between two steps leaves a
/// message, and the next one who takes it finds in the ledger what is done.
/// </summary>
internal sealed partial class WorkerSlot(
    string tenant, WorkerOptions options, IQueueAccount queues, PoolUnits units, IdleWatch idle, ILogger log, CancellationTokenSource drain, CancellationToken kill)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(2);

    private readonly IWorkQueue _queue = queues.GetQueue(PoolQueues.NameOf(tenant, options.Pool));
    private readonly CancellationToken _drained = drain.Token;
    private (QueueLease Lease, PoolMessage Message)? _held;

    /// <summary>Why this worker cannot serve the pool; null: it can.</summary>
    public string? Refusal { get; private set; }

    public async Task RunAsync()
    {
        while (!_drained.IsCancellationRequested)
        {
            try
            {
                if (await _queue.LeaseAsync(options.Lease, idle.Wait(Wait), _drained) is { } lease) await HandleAsync(lease);
                else if (idle.IsOver) await drain.CancelAsync();
            }
            catch (OperationCanceledException) when (_drained.IsCancellationRequested)
            {
                return;
            }
            catch (LeaseLostException)
            {
                // Somebody else has the message, and finds in the ledger what was recorded here.
            }
            catch (StorageException e)
            {
                Trouble(log, e);
                await Task.Delay(AfterTrouble, TimeProvider.System, _drained).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Gives back what the slot still holds when its process ends.</summary>
    public async Task GiveBackAsync()
    {
        if (_held is not var (lease, message)) return;
        try
        {
            await units.LeaveAsync(message.Unit);
            await _queue.AbandonAsync(lease, TimeSpan.Zero, CancellationToken.None);
        }
        catch (StorageException e)
        {
            // Its lease ends by itself.
            Trouble(log, e);
        }
    }

    private async Task HandleAsync(QueueLease lease)
    {
        var (message, wrong) = PoolMessages.Read(lease.Body.Span, tenant);
        if (wrong is { IsOtherVersion: true })
        {
            // One of that version may take it.
            Refusal = $"Pool '{options.Pool}': {wrong.Reason}";
            await _queue.AbandonAsync(lease, TimeSpan.Zero, CancellationToken.None);
            await drain.CancelAsync();
            return;
        }
        if (wrong is not null)
        {
            await _queue.DeadLetterAsync(lease, wrong.Reason, CancellationToken.None);
            return;
        }
        _held = (lease, message!);
        idle.Enter();
        try
        {
            await RunAsync(lease, message!);
        }
        finally
        {
            idle.Leave();
            _held = null;
        }
    }

    private async Task RunAsync(QueueLease lease, PoolMessage message)
    {
        var run = units.RunAsync(message, kill);
        var held = await RenewUntilAsync(run, lease, message);
        var answer = await run;
        if (answer is not null)
            await queues.GetQueue(message.Answers).PutAsync(JsonSerializer.SerializeToUtf8Bytes(answer, DurableJson.Options), TimeSpan.Zero, CancellationToken.None);
        if (answer is not null) await _queue.CompleteAsync(held, CancellationToken.None);
        else await _queue.AbandonAsync(held, TimeSpan.Zero, CancellationToken.None);
    }

    // A unit whose lease was lost goes on: the ledger decides whose results count.
    private async Task<QueueLease> RenewUntilAsync(Task run, QueueLease lease, PoolMessage message)
    {
        using var over = new CancellationTokenSource();
        while (true)
        {
            var pause = Task.Delay(options.Lease / 3, TimeProvider.System, over.Token);
            if (await Task.WhenAny(run, pause) == run)
            {
                await over.CancelAsync();
                return lease;
            }
            try
            {
                lease = await _queue.RenewAsync(lease, options.Lease, CancellationToken.None);
                _held = (lease, message);
            }
            catch (StorageException e)
            {
                Trouble(log, e);
            }
        }
    }
}
