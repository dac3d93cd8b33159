using System.Diagnostics;
using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Hosting;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Native.Files;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Faults;

/// <summary>A process of its own runs the workload and is killed (signal 9) at random instants, again and again; then it may finish.</summary>
public sealed class KillTests
{
    private const int Count = 40;

    [Theory]
    [InlineData(10, true, 1)]
    [InlineData(10, false, 2)]
    public Task Kill_AtRandomInstants_TotalsAreExact(int rounds, bool snapshots, int seed) => RunAsync(rounds, snapshots, seed);

    [Theory]
    [InlineData(250, true, 3)]
    [InlineData(250, false, 4)]
    [Trait("Category", "Soak")]
    public Task Kill_ManyTimes_TotalsAreExact(int rounds, bool snapshots, int seed) => RunAsync(rounds, snapshots, seed);

    private static async Task RunAsync(int rounds, bool snapshots, int seed)
    {
        using var folder = new TempFolder();
        var random = new Random(seed);
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var hits = 0;
        for (var round = 0; round < rounds; round++)
        {
            if (await RunVictimAsync(folder.Path, $"{round}", snapshots, acknowledged, TimeSpan.FromMilliseconds(random.Next(1, 120)))) hits++;
            AssertNoEffectBeforeItsRecord(folder.Path, snapshots);
        }
        Assert.True(hits * 2 > rounds, $"only {hits} of {rounds} kills hit a process at work");
        await RunVictimAsync(folder.Path, "last", snapshots, acknowledged, kill: null);
        await AssertExactAsync(folder.Of("hub"), acknowledged);
    }

    /// <returns>True when it was killed before it was done.</returns>
    private static async Task<bool> RunVictimAsync(string folder, string round, bool snapshots, HashSet<string> acknowledged, TimeSpan? kill)
    {
        using var victim = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(KillTests).Assembly.Location, folder, round, $"{Count}", snapshots ? "snapshots" : "log" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var done = false;
        var killing = Task.CompletedTask;
        while (await victim.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("started ", StringComparison.Ordinal)) acknowledged.Add(line[8..]);
            if (line == "done") done = true;
            if (line == "serving" && kill is { } after) killing = KillAsync(victim.Kill, after);
        }
        await victim.WaitForExitAsync();
        await killing;
        if (kill is null) Assert.Equal(0, victim.ExitCode);
        return !done;
    }

    private static async Task KillAsync(Action kill, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System);
        try
        {
            kill();
        }
        catch (InvalidOperationException)
        {
            // It was quicker.
        }
    }

    /// <summary>Every effect that happened has the record of its call in the log, although the process died.</summary>
    private static void AssertNoEffectBeforeItsRecord(string folder, bool snapshots)
    {
        // With snapshots, the log before them is gone.
        if (snapshots) return;
        var called = new HashSet<string>(StringComparer.Ordinal);
        new LogReader(DiskFileSystem.Instance, Path.Combine(folder, "hub")).Read(
            start: null,
            known: 0,
            (record, _) =>
            {
                if (record is not Stepped stepped) return;
                foreach (var call in stepped.Actions.OfType<CallActivity>()) called.Add($"{stepped.Instance} {call.Input}");
            },
            CancellationToken.None);
        foreach (var file in Directory.EnumerateFiles(folder, "effects*"))
        {
            foreach (var effect in File.ReadAllLines(file)) Assert.Contains(effect, called);
        }
    }

    private static async Task AssertExactAsync(string folder, HashSet<string> acknowledged)
    {
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = folder, Registry = Workload.Registry() });
        var all = new List<InstanceState>();
        for (var query = new InstanceQuery { IdPrefix = "w", PageSize = 1000 }; ;)
        {
            var page = await engine.Client.QueryAsync(query, CancellationToken.None);
            all.AddRange(page.Instances);
            if (page.ContinuationToken is null) break;
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        Assert.All(all, state => Assert.Equal(InstanceStatus.Completed, state.Status));
        var works = all.Where(s => s.Name == Workload.Work).ToList();
        Assert.Empty(acknowledged.Except(works.Select(w => w.Id.Value), StringComparer.Ordinal));
        Assert.All(works, state => Assert.Equal(Workload.Expected, state.ReadOutput<int>()));
        Assert.Equal(works.Count * 2, all.Count);
        Assert.Equal(works.Count * Workload.Adds, (await engine.Client.GetEntityAsync<Counter.Total>(Workload.Counter, CancellationToken.None))!.Value);
    }
}
