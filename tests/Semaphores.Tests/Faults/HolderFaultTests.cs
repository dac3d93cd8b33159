using System.Globalization;
using Serverless.Semaphores.Tests.Kit;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Faults;

/// <summary>Holder processes are killed and stopped in random order; a counter process watches from outside.</summary>
public sealed class HolderFaultTests
{
    private const int Limit = 3;
    private const int Holders = 5;
    private const int Rounds = 20;

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task KilledAndStoppedHolders_NeverMoreAtWorkThanLeases_AndEverybodyGetsOn()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var hub = await SemaphoreHub.StartAsync(TimeProvider.System, replays: false);
        using var server = new SemaphoreServer(() => hub.Client);
        await hub.Semaphores.RegisterAsync("db", Limit, CancellationToken.None, LeaseTime, LeaseTime);
        // Sessions that say nothing for half a lease are closed, as a database's time-outs below the lease time do.
        using var counter = new HolderProcess("counter", $"{Limit}", "500");
        await Condition.WaitAsync("the counter listens", () => !counter.Lines.IsEmpty);
        var port = counter.Lines.First().Split(' ')[1];
        var random = new Random(20);
        var started = 0;
        var holders = Enumerable.Range(0, Holders).Select(_ => Start()).ToList();
        try
        {
            await EnterAsync(Holders);
            for (var round = 0; round < Rounds; round++)
            {
                var victim = random.Next(Holders);
                if (random.Next(2) == 0)
                {
                    holders[victim].Process.Signal("KILL");
                    holders[victim].Process.Dispose();
                    holders[victim] = Start();
                }
                else
                {
                    holders[victim].Process.Signal("STOP");
                    // Some come back while their lease lives, some after it is somebody else's.
                    await EnterAsync(random.Next(1, 25));
                    holders[victim].Process.Signal("CONT");
                }
                await EnterAsync(random.Next(1, 12));
            }
            // Nothing starves: everybody who is left gets in again.
            foreach (var (name, _) in holders)
            {
                var before = Entries(name);
                await Condition.WaitAsync($"{name} gets in again", () => Entries(name) > before);
            }
            Assert.DoesNotContain(counter.Lines, l => l.StartsWith("over", StringComparison.Ordinal));
            foreach (var (_, process) in holders) await process.EndAsync();
            await Condition.WaitAsync("all leases are back", async () => (await hub.Semaphores.GetAsync("db", CancellationToken.None))!.Held == 0);
            Assert.All(holders, h => Assert.Empty(h.Process.Errors));
        }
        finally
        {
            foreach (var (_, process) in holders) process.Dispose();
        }

        (string Name, HolderProcess Process) Start()
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"holder-{started++}");
            return (name, new HolderProcess("holder", server.Url, "db", port, "keep", name));
        }

        int Entries(string name) => counter.Lines.Count(l => l.EndsWith($" {name}", StringComparison.Ordinal));

        async Task EnterAsync(int entries)
        {
            var from = counter.Lines.Count;
            await Condition.WaitAsync($"{entries} more get in", () => counter.Lines.Count >= from + entries);
        }
    }

    [Fact]
    public async Task HoldersThatBreakTheRule_AreSeenByTheCounter()
    {
        if (OperatingSystem.IsWindows()) return;
        using var counter = new HolderProcess("counter", "1", "500");
        await Condition.WaitAsync("the counter listens", () => !counter.Lines.IsEmpty);
        var port = counter.Lines.First().Split(' ')[1];
        using var first = new HolderProcess("holder", "http://127.0.0.1:1/", "db", port, "break", "first");
        using var second = new HolderProcess("holder", "http://127.0.0.1:1/", "db", port, "break", "second");

        await Condition.WaitAsync("the counter sees two", () => counter.Lines.Any(l => l.StartsWith("over 2", StringComparison.Ordinal)));
    }
}
