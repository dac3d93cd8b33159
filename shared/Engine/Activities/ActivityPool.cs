using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Engine.Records;

namespace Serverless.Engine.Activities;

/// <param name="Instance">Who called.</param>
/// <param name="Execution">Which of its executions.</param>
/// <param name="Call">What it asked for.</param>
internal readonly record struct ActivityCall(InstanceId Instance, int Execution, CallActivity Call);

/// <summary>Runs activities on the thread pool, first in, first out, at most so many at once.</summary>
internal sealed partial class ActivityPool(DurableRegistry registry, int maxConcurrent, ILogger log, Action<ActivityCall, string?, FailureDetails?> completed) : IDisposable
{
    private readonly ConcurrentQueue<ActivityCall> _ready = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private volatile bool _stopping;

    /// <summary>Activities that run now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Activities that wait for their turn.</summary>
    public int Waiting => _ready.Count;

    public void Enqueue(ActivityCall call)
    {
        _ready.Enqueue(call);
        TryGrow();
    }

    /// <summary>Starts no more; returns when none runs. When the token is cancelled, theirs is, and it returns once they have ended.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        if (Running == 0) _drained.TrySetResult();
        await using (cancellationToken.Register(() => _cancel.Cancel()))
        {
            await _drained.Task;
        }
    }

    /// <summary>Cancels what runs and does not wait.</summary>
    public void Abandon()
    {
        _stopping = true;
        _cancel.Cancel();
    }

    public void Dispose() => _cancel.Dispose();

    private void TryGrow()
    {
        while (!_stopping && !_ready.IsEmpty)
        {
            var running = Running;
            if (running >= maxConcurrent) return;
            if (Interlocked.CompareExchange(ref _running, running + 1, running) != running) continue;
            ThreadPool.UnsafeQueueUserWorkItem(static pool => _ = pool.RunAllAsync(), this, preferLocal: false);
            return;
        }
    }

    private async Task RunAllAsync()
    {
        while (!_stopping && _ready.TryDequeue(out var call)) await RunAsync(call);
        // A call enqueued after the last look finds the count lowered, or this look finds the call.
        var left = Interlocked.Decrement(ref _running);
        if (_stopping && left == 0) _drained.TrySetResult();
        TryGrow();
    }

    private async Task RunAsync(ActivityCall call)
    {
        string? result = null;
        FailureDetails? failure = null;
        var began = EngineInstruments.Begin(EngineInstruments.ActivityDuration);
        EngineInstruments.ActivitiesRunning.Add(1);
        try
        {
            var activity = registry.FindActivity(call.Call.Name) ?? throw new ActivityNotFoundException(call.Call.Name, registry.Activities);
            result = await activity.RunAsync(new ActivityContext(call.Instance, call.Call.Name), call.Call.Input, _cancel.Token);
            var bytes = result is null ? 0 : Encoding.UTF8.GetByteCount(result);
            if (bytes > DurableLimits.PayloadBytes) throw new PayloadTooLargeException($"The result of activity '{call.Call.Name}'", bytes);
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            // The attempt is lost with the process; the next one makes it again.
            return;
        }
        catch (Exception e)
        {
            result = null;
            failure = FailureDetails.From(e);
            // What no other attempt would mend is the caller's to tell, as input that is wrong: people read it there, without the stack.
            if (e is INonRetriable) Refused(log, e, call.Call.Name, call.Instance);
            else Failed(log, e, call.Call.Name, call.Instance);
        }
        finally
        {
            EngineInstruments.ActivitiesRunning.Add(-1);
            EngineInstruments.EndActivity(call.Call.Name, failure is not null, began);
        }
        completed(call, result, failure);
    }
}

/// <summary>This host has no code for an activity.</summary>
public sealed class ActivityNotFoundException(string name, IEnumerable<string> known)
    : Exception($"This host has no activity '{name}'. It has: {string.Join(", ", known.Order(StringComparer.Ordinal))}."), INonRetriable;
