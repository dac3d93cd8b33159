using System.Globalization;
using System.Text;
using Serverless.Activities.Pools;
using Serverless.Native.Processes;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Local.Tests.Workers;

/// <summary>A host and workers as processes of their own on one data folder: results are exact, whoever dies, and no message stays.</summary>
public sealed class WorkerTests
{
    private const int Tasks = 24;

    // Tasks of one unit, so many in one slot: a kill costs that at most.
    private const int UnitTasks = 2;

    private static readonly string Functions = typeof(WorkerTests).Assembly.Location;
    private static readonly Dictionary<string, string> SmallUnits = new(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = UnitTasks.ToString(CultureInfo.InvariantCulture) };
    private static readonly string Expected = $"marked: [{string.Join(',', Enumerable.Range(0, Tasks))}]";

    [Fact]
    public async Task Job_OverOneWorker_IsExactAndLeavesNoMessage()
    {
        using var folder = new TempFolder();
        await WriteJobAsync(folder);
        using var worker = Worker(folder, "--idle-exit", "00:00:03");
        using var run = Run(folder);

        Assert.True(await run.WaitAsync() == 0, run.Errors + worker.Errors);
        Assert.Contains(Expected, run.Output.Replace(" ", "", StringComparison.Ordinal).Replace("marked:", "marked: ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(Marks(folder), m => Assert.Equal(1, m));
        Assert.True(await worker.WaitAsync() == 0, worker.Errors);
        await AssertEmptyAsync(folder);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task KilledWorkerAndHost_ResultIsExactAndWhatIsFinishedDoesNotRunAgain(int seed)
    {
        var random = new Random(seed);
        using var folder = new TempFolder();
        await WriteJobAsync(folder);
        var first = Worker(folder);
        var run = Run(folder);
        var atWorker = random.Next(2, Tasks / 2);
        await Condition.WaitAsync("some tasks ran", () => Marks(folder).Length >= atWorker);
        await first.KillAsync();
        first.Dispose();
        using var second = Worker(folder, "--idle-exit", "00:00:08");
        var atHost = random.Next(atWorker, Tasks - 2);
        await Condition.WaitAsync("more tasks ran", () => Marks(folder).Length >= atHost);
        await KillTreeAsync(run);
        using var again = Run(folder);

        Assert.True(await again.WaitAsync() == 0, again.Errors + second.Errors);
        Assert.Contains(Expected, again.Output.Replace(" ", "", StringComparison.Ordinal).Replace("marked:", "marked: ", StringComparison.Ordinal), StringComparison.Ordinal);
        // One slot had at most one unit when it was killed. The host runs none.
        Assert.InRange(Marks(folder).Sum(), Tasks, Tasks + UnitTasks);
        Assert.True(await second.WaitAsync() == 0, second.Errors);
        await AssertEmptyAsync(folder);
    }

    [Fact]
    public async Task ToldToStop_GivesBackWhatIsNotDoneAtOnceAndNothingRunsTwice()
    {
        using var folder = new TempFolder();
        await WriteJobAsync(folder);
        using var first = Worker(folder, "--lease", "00:10:00");
        using var run = Run(folder);
        await Condition.WaitAsync("some tasks ran", () => Marks(folder).Length >= 5);
        ProcessSignals.Send(first.Id, ProcessSignals.Terminate);

        Assert.True(await first.WaitAsync(TimeSpan.FromSeconds(60)) == 0, first.Errors);
        // What it had would be away for ten minutes.
        using var second = Worker(folder, "--idle-exit", "00:00:03");
        Assert.True(await run.WaitAsync(TimeSpan.FromMinutes(2)) == 0, run.Errors);
        // The task that ran is stopped in the middle, and is the only one that begins again.
        Assert.InRange(Marks(folder).Sum(), Tasks, Tasks + 1);
        Assert.True(await second.WaitAsync() == 0, second.Errors);
        await AssertEmptyAsync(folder);
    }

    [Fact]
    public async Task Lifetime_IsOver_Leaves()
    {
        using var folder = new TempFolder();
        using var worker = Worker(folder, "--lifetime", "00:00:01");

        Assert.True(await worker.WaitAsync(TimeSpan.FromSeconds(60)) == 0, worker.Errors);
    }

    [Fact]
    public async Task MessageOfAnotherVersion_IsRefusedInWordsAndLeftForOthers()
    {
        using var folder = new TempFolder();
        var queue = new LocalQueueAccount(folder.Of("data"), TimeProvider.System).GetQueue(PoolQueues.NameOf("default", "big"));
        await queue.PutAsync(Encoding.UTF8.GetBytes("""{ "version": 99, "what": "nobody knows" }"""), TimeSpan.Zero, CancellationToken.None);
        using var worker = Worker(folder);

        Assert.Equal(2, await worker.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("version 99, and this worker takes version 1", worker.Errors, StringComparison.Ordinal);
        Assert.Equal(1, await queue.CountAsync(CancellationToken.None));
    }

    private static ProgramRun Worker(TempFolder folder, params string[] more) =>
        ProgramRun.Start("serverless", ["worker", "--pool", "big", "--data", folder.Of("data"), "--functions", Functions, "--slots", "1", .. more.Contains("--lease") ? [] : new[] { "--lease", "00:00:03" }, .. more], SmallUnits);

    private static ProgramRun Run(TempFolder folder) =>
        ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--functions", Functions], SmallUnits);

    // A run is two processes: the one that works ends when the other one does.
    private static async Task KillTreeAsync(ProgramRun run)
    {
        await run.KillAsync();
        run.Dispose();
    }

    private static int[] Marks(TempFolder folder) => [.. Directory.GetFiles(folder.Of("marks")).Select(f => (int)new FileInfo(f).Length)];

    private static async Task AssertEmptyAsync(TempFolder folder)
    {
        var account = new LocalQueueAccount(folder.Of("data"), TimeProvider.System);
        Assert.Equal(0, await account.GetQueue(PoolQueues.NameOf("default", "big")).CountAsync(CancellationToken.None));
    }

    private static async Task WriteJobAsync(TempFolder folder)
    {
        Directory.CreateDirectory(folder.Of("marks"));
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "pooled", "policy": { "placement": { "pool": "big" } },
              "nodes": {
                "n": { "range": { "count": {{Tasks}} } },
                "marked": { "map": "slow.mark", "over": "n", "args": { "folder": "{{folder.Of("marks")}}" } }
              },
              "outputs": ["marked"]
            }
            """);
    }
}
