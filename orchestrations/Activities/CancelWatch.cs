using System.Collections.Concurrent;
using Serverless.Store;
using Serverless.Store.Jobs;

namespace Serverless.Activities;

/// <summary>
/// Looks again and again for the cancel markers of the jobs that run here, so that user code hears of one within a second: one look a job, however many units
/// it has, and none for units that end before one would be due. While runs of units are so old that another one may have outrun them, a second look a job is for those.
/// </summary>
public sealed class CancelWatch(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(string Tenant, string Job), WatchedJob> _watched = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>How long who watches waits for a look: the first one, and each after that. At most a second. Default 0.5 s. Each look is an operation on storage.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Watches a job until disposed.</summary>
    public Watching Watch(TenantStores stores, string job)
    {
        var (watched, waiter) = Enter(stores, job);
        return new Watching(() => Leave((stores.Tenant, job), watched, waiter), watched.Cancel.Token);
    }

    /// <summary>Watches one run of a unit until disposed.</summary>
    /// <param name="stores">Of the job's tenant.</param>
    /// <param name="job">Whose unit.</param>
    /// <param name="run">The run, as <see cref="Store.Records.SupersededAttempts"/> names it.</param>
    /// <param name="after">How long there is no need to look.</param>
    internal Watching WatchRun(TenantStores stores, string job, string run, TimeSpan after)
    {
        var (watched, waiter) = Enter(stores, job);
        var one = watched.AddRun(run, after);
        return new Watching(
            () =>
            {
                watched.Remove(one);
                Leave((stores.Tenant, job), watched, waiter);
            },
            one.Superseded.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private (WatchedJob Job, Waiter Waiter) Enter(TenantStores stores, string job)
    {
        var key = (stores.Tenant, job);
        while (true)
        {
            var watched = _watched.GetOrAdd(key, _ => new WatchedJob(time));
            lock (watched)
            {
                if (watched.IsOver) continue;
                var isFirst = watched.IsUnwatched;
                var waiter = watched.AddWaiter();
                if (isFirst) _ = LookAsync(stores, key, watched);
                return (watched, waiter);
            }
        }
    }

    private void Leave((string Tenant, string Job) key, WatchedJob watched, Waiter waiter)
    {
        lock (watched)
        {
            watched.Remove(waiter);
            if (!watched.IsUnwatched) return;
            watched.IsOver = true;
            _watched.TryRemove(new(key, watched));
        }
    }

    private async Task LookAsync(TenantStores stores, (string Tenant, string Job) key, WatchedJob watched)
    {
        try
        {
            while (!watched.IsOver)
            {
                if (watched.UntilNextLook(Every) is { } pause) await Task.Delay(pause, time, _stop.Token);
                else if (await IsCancelledAsync(stores, key.Job, watched)) return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The host stops.
            lock (watched)
            {
                watched.IsOver = true;
                _watched.TryRemove(new(key, watched));
            }
        }
    }

    // True: there is nothing more to look for.
    private async Task<bool> IsCancelledAsync(TenantStores stores, string job, WatchedJob watched)
    {
        try
        {
            if (await stores.Jobs.HasAsync(job, JobBlobs.Cancel, _stop.Token))
            {
                await CancelAsync(watched.Cancel);
                return true;
            }
            await StopRunsAsync(stores, job, watched.OldRuns());
        }
        catch (Exception e) when (e is Storage.StorageException or System.Text.Json.JsonException)
        {
            // The next look may succeed.
        }
        return false;
    }

    // User code hears of it, and what that throws is no reason to look no more.
    private static async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync();
        }
        catch (AggregateException)
        {
            // Its task tells of it, if it matters.
        }
    }

    private async Task StopRunsAsync(TenantStores stores, string job, IReadOnlyList<WatchedRun> runs)
    {
        if (runs.Count == 0) return;
        var stopped = await stores.Stops.ReadAsync(job, _stop.Token);
        foreach (var run in runs.Where(r => stopped.Contains(r.Name))) await CancelAsync(run.Superseded);
    }
}

/// <summary>One user's interest in a job's markers.</summary>
public sealed class Watching(Action leave, CancellationToken token) : IDisposable
{
    /// <summary>Cancelled when somebody asked to cancel the job, or when the run was outrun.</summary>
    public CancellationToken Token { get; } = token;

    public void Dispose() => leave();
}
