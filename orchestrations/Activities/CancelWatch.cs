using System.Collections.Concurrent;
using Serverless.Execution;
using Serverless.Execution.Jobs;

namespace Serverless.Activities;

/// <summary>
/// Looks twice a second for the cancel markers of the jobs that run here, so that user code hears of one within a second: one look a job, however many units
/// it has. While runs of units are so old that another one may have outrun them, a second look a job is for those.
/// </summary>
public sealed class CancelWatch(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<(string Tenant, string Job), WatchedJob> _watched = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Watches a job until disposed.</summary>
    public Watching Watch(TenantStores stores, string job)
    {
        var watched = Enter(stores, job);
        return new Watching(() => Leave((stores.Tenant, job), watched), watched.Cancel.Token);
    }

    /// <summary>Watches one run of a unit until disposed.</summary>
    /// <param name="stores">Of the job's tenant.</param>
    /// <param name="job">Whose unit.</param>
    /// <param name="run">The run, as <see cref="Execution.Records.UnitStops"/> names it.</param>
    /// <param name="after">How long nobody needs to look.</param>
    internal Watching WatchRun(TenantStores stores, string job, string run, TimeSpan after)
    {
        var watched = Enter(stores, job);
        var one = watched.AddRun(run, after);
        return new Watching(
            () =>
            {
                watched.Remove(one);
                Leave((stores.Tenant, job), watched);
            },
            one.Outrun.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private WatchedJob Enter(TenantStores stores, string job)
    {
        var key = (stores.Tenant, job);
        while (true)
        {
            var watched = _watched.GetOrAdd(key, _ => new WatchedJob(time));
            lock (watched)
            {
                if (watched.IsOver) continue;
                if (watched.Users++ == 0) _ = LookAsync(stores, key, watched);
            }
            return watched;
        }
    }

    private void Leave((string Tenant, string Job) key, WatchedJob watched)
    {
        lock (watched)
        {
            if (--watched.Users > 0) return;
            watched.IsOver = true;
            _watched.TryRemove(new(key, watched));
        }
    }

    private async Task LookAsync(TenantStores stores, (string Tenant, string Job) key, WatchedJob watched)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (!watched.IsOver && !await IsCancelledAsync(stores, key.Job, watched)) await timer.WaitForNextTickAsync(_stop.Token);
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
        foreach (var run in runs.Where(r => stopped.Contains(r.Name))) await CancelAsync(run.Outrun);
    }
}

/// <summary>One user's interest in a job's markers.</summary>
public sealed class Watching(Action leave, CancellationToken token) : IDisposable
{
    /// <summary>Cancelled when somebody asked to cancel the job, or when the run was outrun.</summary>
    public CancellationToken Token { get; } = token;

    public void Dispose() => leave();
}
