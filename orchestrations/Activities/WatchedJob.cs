namespace Serverless.Activities;

/// <summary>A job whose markers a process looks for: who wants to hear of its cancellation, and which runs of units of being outrun.</summary>
internal sealed class WatchedJob(TimeProvider time)
{
    private readonly List<WatchedRun> _runs = [];

    public CancellationTokenSource Cancel { get; } = new();

    public int Users { get; set; }

    public bool IsOver { get; set; }

    public WatchedRun AddRun(string run, TimeSpan after)
    {
        var watched = new WatchedRun(run, time.GetTimestamp(), after);
        lock (_runs) _runs.Add(watched);
        return watched;
    }

    public void Remove(WatchedRun run)
    {
        lock (_runs) _runs.Remove(run);
    }

    /// <summary>Runs that are old enough to have been outrun.</summary>
    public IReadOnlyList<WatchedRun> OldRuns()
    {
        lock (_runs) return [.. _runs.Where(r => !r.Outrun.IsCancellationRequested && time.GetElapsedTime(r.Since) >= r.After)];
    }
}

/// <summary>One run of a unit.</summary>
/// <param name="Name">As in the list of stops.</param>
/// <param name="Since">Timestamp of its beginning.</param>
/// <param name="After">How long nobody needs to look for it.</param>
internal sealed record WatchedRun(string Name, long Since, TimeSpan After)
{
    public CancellationTokenSource Outrun { get; } = new();
}
