using Serverless.Engine.Log;

namespace Serverless.Engine.Dispatch;

/// <summary>
/// The dispatcher's thread. A turn takes all that waits, runs all that it makes runnable, writes one frame, and only then lets effects happen. What
/// comes meanwhile waits for the next turn: that is the group commit.
/// </summary>
internal sealed partial class DispatchLoop
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);

    private readonly Hub _hub;
    private readonly Inputs _inputs;
    private readonly WriteAheadLog _log;
    private readonly Checkpointer _checkpointer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<Input> _kept = new();
    private long _turns;
    private volatile bool _stopping;
    private volatile Exception? _closed;

    public DispatchLoop(Hub hub, Inputs inputs, WriteAheadLog log, Checkpointer checkpointer)
    {
        _hub = hub;
        _inputs = inputs;
        _log = log;
        _checkpointer = checkpointer;
    }

    /// <summary>Turns so far: an engine at rest makes none.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>Completes when the thread has ended; faulted when it could not go on.</summary>
    public Task Ended => _ended.Task;

    public void Begin() => new Thread(Run) { IsBackground = true, Name = "durable dispatch" }.Start();

    public void Post(Input input)
    {
        if (_closed is { } why && input.Refuse(why)) return;
        _inputs.Post(input);
        // Closed between the look and the post: it will not be taken any more.
        if (_closed is { } late) RefuseWaiting(late);
    }

    /// <summary>Finishes the turn, and no other.</summary>
    public void Stop()
    {
        _stopping = true;
        _inputs.Wake();
    }

    private void Run()
    {
        Exception why = new ObjectDisposedException("EmbeddedEngine", "The engine was stopped.");
        try
        {
            var idle = false;
            while (!_stopping)
            {
                if (idle) _inputs.Wait(Timeout.InfiniteTimeSpan);
                idle = Turn();
            }
            _ended.TrySetResult();
        }
        catch (Exception e)
        {
            // A fault of the engine itself. The log is the truth: the process that opens it next goes on from the last frame.
            why = new InvalidOperationException($"The durable engine stopped after a fault: {e.Message}", e);
            Stopped(_hub.Log, e, _hub.Options.Folder);
            _ended.TrySetException(e);
            _ = _ended.Task.Exception;
        }
        _closed = why;
        RefuseWaiting(why);
        _hub.Batch.Trouble(why);
        _hub.Waiters.FailAll(why);
    }

    /// <returns>True when nothing is left to do now.</returns>
    private bool Turn()
    {
        Volatile.Write(ref _turns, _turns + 1);
        _hub.BeginTurn();
        while (_hub.Batch.Frame.Length < _hub.Options.BatchBytes && TryTake(out var input)) input.Execute(_hub);
        _hub.FireTimers();
        var drained = _hub.RunReady();
        Commit(drained);
        _checkpointer.BetweenTurns();
        _hub.Timers.Arm();
        return drained && _kept.Count == 0 && !_checkpointer.IsCopying;
    }

    private bool TryTake(out Input input) => _kept.TryDequeue(out input!) || _inputs.TryTake(out input);

    private void Commit(bool drained)
    {
        _hub.Entities.Store();
        _hub.CheckTurn(drained);
        if (_hub.Batch.Records > 0 && !TryAppend()) return;
        _hub.Batch.PerformEffects(_hub.Activities);
        foreach (var line in _hub.StepLog.Take()) line();
        _hub.Batch.Clear();
    }

    /// <summary>
    /// Tries until the disk takes the frame. Meanwhile requests are refused, and ends of activities are kept; who waits for an instance's end is told after a while.
    /// </summary>
    private bool TryAppend()
    {
        var began = _hub.Options.Time.GetTimestamp();
        var wait = FirstRetry;
        var refused = false;
        while (true)
        {
            try
            {
                var appending = EngineInstruments.Begin(EngineInstruments.AppendDuration);
                _log.Append(_hub.Batch.Frame);
                EngineInstruments.End(EngineInstruments.AppendDuration, appending);
                EngineInstruments.AppendedBytes.Add(_hub.Batch.Frame.Length);
                if (refused) WrittenAgain(_hub.Log, _hub.Options.Folder);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                var trouble = new HubStorageException(
                    $"The hub '{_hub.Options.Folder}' could not be written: {e.Message} What was asked is not acknowledged. It is tried again until the disk takes it; asking again is safe.", e);
                EngineInstruments.AppendFailures.Add(1);
                // Once: it may go on for hours.
                if (!refused) NotWritten(_hub.Log, e, _hub.Options.Folder);
                refused = true;
                _hub.Batch.Trouble(trouble);
                if (_hub.Options.Time.GetElapsedTime(began) >= _hub.Options.DiskTimeout) _hub.Waiters.FailAll(trouble);
                while (_inputs.TryTake(out var input))
                {
                    if (!input.Refuse(trouble)) _kept.Enqueue(input);
                }
            }
            if (_stopping) return false;
            _inputs.Wait(wait);
            wait = wait * 2 < LastRetry ? wait * 2 : LastRetry;
        }
    }

    private void RefuseWaiting(Exception why)
    {
        while (_inputs.TryTake(out var input)) input.Refuse(why);
    }
}
