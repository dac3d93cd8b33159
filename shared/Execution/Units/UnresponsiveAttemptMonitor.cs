using Serverless.Storage;
using Serverless.Store.Records;

namespace Serverless.Execution.Units;

/// <summary>
/// Notes with an attempt that it was told to stop and goes on: code that does not look at its token cannot be ended, and keeps its slot. Disposed when
/// the attempt ended, before its note is taken away.
/// </summary>
internal sealed class UnresponsiveAttemptMonitor : IAsyncDisposable
{
    /// <summary>What a task has to react before people hear of it.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    private readonly AttemptLog _attempts;
    private readonly string _job;
    private readonly AttemptRecord _attempt;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenRegistration _told;
    private Task _noting = Task.CompletedTask;

    public UnresponsiveAttemptMonitor(AttemptLog attempts, string job, AttemptRecord attempt, TimeProvider time, CancellationToken cancel)
    {
        (_attempts, _job, _attempt, _time) = (attempts, job, attempt, time);
        _told = cancel.Register(static state => ((UnresponsiveAttemptMonitor)state!).Start(), this);
    }

    public async ValueTask DisposeAsync()
    {
        await _told.DisposeAsync();
        if (!_noting.IsCompleted)
        {
            await _ended.CancelAsync();
            await _noting;
        }
        _ended.Dispose();
    }

    private void Start() => _noting = NoteAsync(_attempt with { StoppedAt = _time.GetUtcNow() });

    private async Task NoteAsync(AttemptRecord stopped)
    {
        try
        {
            await Task.Delay(GracePeriod, _time, _ended.Token);
            await _attempts.ChangeAsync(_job, stopped, _ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or StorageException)
        {
            // It ended, or people are not told: nothing depends on it.
        }
    }
}
