using Serverless.Client.Building;
using Serverless.Storage.Counting;
using Serverless.Testing;

namespace Serverless.Embedded.Tests;

public sealed class LocalHostTests
{
    private readonly JobGraph _graph = new("here");

    [Fact]
    public async Task ComputeAsync_TaskFails_ThrowsWithItsKeyAndReason()
    {
        await using var here = await LocalHost.StartAsync();

        var error = await Assert.ThrowsAsync<JobFailedException>(() => here.ComputeAsync(_graph.Range(20).Map(x => Numbers.Fail(x)).With(p => p with { Retries = new(0) })));

        Assert.Contains("[13]", error.Message, StringComparison.Ordinal);
        Assert.Contains("thirteen", error.Message, StringComparison.Ordinal);
        Assert.Equal(typeof(InvalidOperationException).FullName, error.First!.Errors[0].Type);
    }

    [Fact]
    public async Task ComputeAsync_Cancelled_UserCodeHearsOfItAndTheJobHasEnded()
    {
        await using var here = await LocalHost.StartAsync();
        using var cancel = new CancellationTokenSource();

        var computing = here.ComputeAsync(_graph.Range(1).Map(x => Numbers.WaitForever(x, default)), cancellationToken: cancel.Token);
        await Numbers.Started.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => computing);
    }

    [Fact]
    public async Task ComputeAsync_Progress_EndsWithAllTasks()
    {
        await using var here = await LocalHost.StartAsync();
        var progress = new LastProgress();

        await here.ComputeAsync(_graph.Range(5000).Map(x => Numbers.Square(x)), progress);

        Assert.Equal(new ComputeProgress(5000, 5000, 0), progress.Last);
    }

    [Fact]
    public async Task ComputeAsync_JobEnds_TellsTheStorageOperationsOfItsUnits()
    {
        var counts = new StorageCounts();
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { MaxUnitTasks = 100, WrapBlobs = account => new CountingBlobAccount(account, counts) });

        var totals = (await here.ComputeAsync([_graph.Range(500).Map(x => Numbers.Square(x))])).Totals;

        // Each unit notes its attempt, uploads its results and records them; the job has blobs besides, which are no one's unit's.
        var asked = totals.Storage!;
        Assert.InRange(asked.Writes, 3 * totals.Units, counts["blob.put"] + counts["blob.upload"] - 1);
        Assert.InRange(asked.Deletes, totals.Units, counts["blob.delete"]);
        Assert.InRange(asked.Total, asked.Writes + asked.Deletes, Math.Min(counts.Total, 20 * totals.Units));
    }

    [Fact]
    public async Task ComputeAsync_SameFolderAgain_RunsNothing()
    {
        using var data = new TempFolder();
        var squares = _graph.Range(300).Map(x => Numbers.Square(x));
        var options = new LocalHostOptions { DataFolder = data.Path };
        await using (var first = await LocalHost.StartAsync(options)) Assert.Equal(300, (await first.ComputeAsync([squares])).Totals.Tasks);

        await using var second = await LocalHost.StartAsync(options);
        var again = await second.ComputeAsync([squares]);

        Assert.Equal(0, again.Totals.Tasks);
        Assert.Equal(299 * 299, (await again.GetAsync(squares))[^1]);
    }

    [Fact]
    public async Task ComputeEager_EverythingRunsOnTheCallingThread()
    {
        await using var here = await LocalHost.StartAsync();

        Assert.All(here.ComputeEager(_graph.Range(10).Map(x => Numbers.ThreadOf(x))), thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
        Assert.All(here.ComputeEager(_graph.Range(10).Map(x => Numbers.LaterThreadOf(x))), thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
    }

    [Fact]
    public async Task ComputeEager_Again_RunsAgain()
    {
        await using var here = await LocalHost.StartAsync();
        var threads = _graph.Range(3).Map(x => Numbers.ThreadOf(x));
        var before = here.ComputeEager(threads);

        // Recorded results would name the thread of the first run.
        var other = await Task.Factory.StartNew(() => (Thread: Environment.CurrentManagedThreadId, Threads: here.ComputeEager(threads)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.All(other.Threads, thread => Assert.Equal(other.Thread, thread));
        Assert.NotEqual(before[0], other.Threads[0]);
    }

    private sealed class LastProgress : IProgress<ComputeProgress>
    {
        public ComputeProgress? Last { get; private set; }

        public void Report(ComputeProgress value) => Last = value;
    }
}
