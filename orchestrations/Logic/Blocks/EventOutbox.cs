using Serverless.Durable;
using Serverless.Logic.Messages;

namespace Serverless.Logic.Blocks;

/// <summary>
/// What a block tells people, in batches: while one is being appended the next one gathers. A batch that storage refused six times waits, and is sent
/// again under its own number before anything newer. A block has at most 200 units, each ends once: what waits is bounded by that.
/// </summary>
internal sealed class EventOutbox(OrchestrationContext context, BlockInput input) : IDisposable
{
    /// <summary>Events of one batch at most.</summary>
    internal const int BatchEvents = 40;

    /// <summary>Rounds of six attempts that the block's end waits for, half a minute each.</summary>
    internal const int LastRounds = 3;

    // Under the 16 KB of a payload, with room for what is around the events. One event with the longest message has 2 KB.
    private const int BatchBytes = 12 * 1024;

    // Doubled from round to round: hours without storage stay some hundred entries of the history.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly List<WrittenEvent> _gathered = [];
    private readonly List<UnitSpeculated> _speculated = [];
    private readonly CancellationTokenSource _closing = new();
    private Task _sending = Task.CompletedTask;
    private int _sequence;

    /// <summary>Events that no reader will see: storage took none until after the block's end.</summary>
    public int Lost { get; private set; }

    public void Add(UnitEvent ended)
    {
        _gathered.Add(WrittenEvent.Of(ended));
        Send();
    }

    public void Add(UnitSpeculated started)
    {
        _speculated.Add(started);
        Send();
    }

    /// <summary>Completes when everything is appended, or lost.</summary>
    public async Task DrainAsync()
    {
        Close();
        while (!_sending.IsCompleted || _gathered.Count + _speculated.Count > 0)
        {
            await _sending;
            Send();
        }
        await _sending;
    }

    public void Dispose() => _closing.Dispose();

    // Not CancelAsync, whose callbacks would leave the orchestrator's thread.
    private void Close() => _closing.Cancel();

    private void Send()
    {
        if (_sending.IsCompleted && Next() is { } batch) _sending = SendAsync(batch);
    }

    // What gathered meanwhile follows at once, it must not wait for the next unit's end: that may be hours away.
    private async Task SendAsync(WrittenBatch? batch)
    {
        var (pause, lastRounds) = (FirstPause, 0);
        while (batch is not null)
        {
            try
            {
                await context.CallActivityAsync<bool>(ActivityNames.AppendEvents, batch, PlatformRetry.Policy);
            }
            catch (DurableFailureException)
            {
                // Only the answer may have been lost: the log knows the batch by its number, and has it once.
                if (_closing.IsCancellationRequested && ++lastRounds == LastRounds)
                {
                    GiveUp(batch);
                    return;
                }
                await PauseAsync(pause);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }
            pause = FirstPause;
            batch = Next();
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        if (_closing.IsCancellationRequested) return;
        try
        {
            await context.CreateTimerAsync(context.Now + pause, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // The block is about to end: now or not at all.
        }
    }

    private void GiveUp(WrittenBatch batch)
    {
        Lost += batch.Events.Count + (batch.Speculated?.Count ?? 0) + _gathered.Count + _speculated.Count;
        _gathered.Clear();
        _speculated.Clear();
    }

    private WrittenBatch? Next()
    {
        if (_gathered.Count + _speculated.Count == 0) return null;
        // As few as there are slots, of 200 bytes each.
        var speculated = _speculated.Count == 0 ? null : _speculated.Take(BatchEvents / 4).ToList();
        if (speculated is not null) _speculated.RemoveRange(0, speculated.Count);
        var events = _gathered[..Fitting()];
        _gathered.RemoveRange(0, events.Count);
        return new WrittenBatch(input.Job, $"stage {input.Stage} block {input.Block}", _sequence++, events) { Speculated = speculated };
    }

    // An event has about 300 bytes, one of a failure up to six times as many.
    private int Fitting()
    {
        var (count, bytes) = (0, 0);
        while (count < Math.Min(BatchEvents, _gathered.Count))
        {
            bytes += _gathered[count].Json.Length + 1;
            if (count > 0 && bytes > BatchBytes) break;
            count++;
        }
        return count;
    }
}
