using System.Collections.Concurrent;
using Serverless.Execution;
using Serverless.Execution.Jobs;

namespace Serverless.Activities;

/// <summary>
/// Looks twice a second for the cancel markers of the jobs that run here, so that user code hears of one within a second: one look a job, however many units it has.
/// </summary>
public sealed class CancelWatch(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<(string Tenant, string Job), Watched> _watched = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Watches a job until disposed.</summary>
    public Watching Watch(TenantStores stores, string job)
    {
        var key = (stores.Tenant, job);
        while (true)
        {
            var watched = _watched.GetOrAdd(key, _ => new Watched());
            lock (watched)
            {
                if (watched.IsOver) continue;
                if (watched.Users++ == 0) _ = LookAsync(stores, key, watched);
            }
            return new Watching(() => Leave(key, watched), watched.Cancel.Token);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Leave((string Tenant, string Job) key, Watched watched)
    {
        lock (watched)
        {
            if (--watched.Users > 0) return;
            watched.IsOver = true;
            _watched.TryRemove(new(key, watched));
        }
    }

    private async Task LookAsync(TenantStores stores, (string Tenant, string Job) key, Watched watched)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                if (watched.IsOver) return;
                if (await stores.Jobs.HasAsync(key.Job, JobBlobs.Cancel, _stop.Token))
                {
                    await watched.Cancel.CancelAsync();
                    return;
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or Storage.StorageException or ObjectDisposedException)
        {
            // The host stops, or storage does not answer now: units of the job will hear of that themselves.
            lock (watched)
            {
                watched.IsOver = true;
                _watched.TryRemove(new(key, watched));
            }
        }
    }

    private sealed class Watched
    {
        public CancellationTokenSource Cancel { get; } = new();

        public int Users { get; set; }

        public bool IsOver { get; set; }
    }
}

/// <summary>One user's interest in a job's cancellation.</summary>
public sealed class Watching(Action leave, CancellationToken token) : IDisposable
{
    /// <summary>Cancelled when somebody asked to cancel the job.</summary>
    public CancellationToken Token { get; } = token;

    public void Dispose() => leave();
}
