using FsCheck;
using FsCheck.Fluent;
using Serverless.Semaphores.State;
using Serverless.Testing.Properties;

namespace Serverless.Semaphores.Tests.State;

/// <summary>Random histories of one semaphore and its pages, messages delivered in random order, the clock moving.</summary>
public sealed class SemaphoreProperties
{
    [Fact]
    public void AnyHistory_NeverHoldsMoreThanTheLimit_AndGrowsFences() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var world = new SemaphoreWorld(random);
            var limit = random.Next(1, 8);
            world.Ask(new SemaphoreRequest.Register(limit));
            for (var i = 0; i < 400; i++)
            {
                Act(world, random, limit, i, withdraw: true, expire: true);
                if (world.State.Held > limit) throw new InvalidOperationException($"{world.State.Held} of {limit} are held after {i} steps.");
                world.Deliver(all: false);
            }
            var fences = world.Granted.SelectMany(g => g.Grant.Leases).DistinctBy(l => l.Id).Select(l => l.Fence).ToList();
            return fences.SequenceEqual(fences.Order()) && fences.Distinct().Count() == fences.Count;
        }).Check(FixedSeed.Cases(25));

    [Fact]
    public void AnyHistory_ServesStrictlyByKey() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var world = new SemaphoreWorld(random);
            var limit = random.Next(1, 5);
            world.Ask(new SemaphoreRequest.Register(limit));
            var waiting = new Dictionary<string, long>();
            // First a queue that fills several pages, then a history in which pages come back late.
            for (var i = 0; i < 500; i++)
            {
                var before = world.Granted.Count;
                var (id, key) = i < 200 ? Wait(world, random, limit, i) : Act(world, random, limit, i, withdraw: false, expire: false);
                foreach (var lease in world.State.Leases.Where(_ => i >= 200 && random.Next(2) == 0)) world.Ask(new SemaphoreRequest.Release(lease.Id, lease.Fence));
                if (key is { } k) waiting[id!] = k;
                if (random.Next(10) == 0) world.Deliver(all: false);
                for (var g = before; g < world.Granted.Count; g++)
                {
                    // A request that did not wait is not in the list, and no one waited then.
                    if (!waiting.Remove(world.Granted[g].Request, out var served)) continue;
                    if (waiting.Values.Any(w => w < served)) throw new InvalidOperationException($"{world.Granted[g].Request} went before one that was first.");
                }
            }
            return true;
        }).Check(FixedSeed.Cases(15));

    [Fact]
    public void AnyHistory_ThenEverybodyReleases_ServesEveryWaiterOnce() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var world = new SemaphoreWorld(random);
            var limit = random.Next(1, 5);
            world.Ask(new SemaphoreRequest.Register(limit));
            var asked = new HashSet<string>();
            var withdrawn = new HashSet<string>();
            for (var i = 0; i < 300; i++)
            {
                var (id, _) = Act(world, random, limit, i, withdraw: false, expire: true);
                if (id is not null) asked.Add(id);
                if (random.Next(10) == 0 && asked.Count > 0)
                {
                    var gone = asked.ElementAt(random.Next(asked.Count));
                    world.Ask(new SemaphoreRequest.Withdraw(gone, null));
                    withdrawn.Add(gone);
                }
                world.Deliver(all: false);
            }
            for (var i = 0; i < 2000 && (world.State.Pending > 0 || world.State.Held > 0); i++)
            {
                foreach (var lease in world.State.Leases) world.Ask(new SemaphoreRequest.Release(lease.Id, lease.Fence));
                world.Deliver();
            }
            var served = world.Granted.Select(g => g.Request).ToHashSet();
            return world.State.Pending == 0 && world.State.Held == 0 && world.State.Pages.IsEmpty
                && asked.All(a => served.Contains(a) || withdrawn.Contains(a));
        }).Check(FixedSeed.Cases(25));

    [Fact]
    public void AnyHistory_WhoseMessagesToPagesAreLost_ServesEverybodyWhoAsksAgain() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var world = new SemaphoreWorld(random) { LosesOneIn = random.Next(2, 6) };
            world.Ask(new SemaphoreRequest.Register(2));
            var waiting = new Dictionary<string, Waiter>();
            for (var i = 0; i < 250; i++)
            {
                var waiter = new Waiter { Id = $"r{i}", Instance = $"r{i}", Priority = random.Next(-3, 4) };
                if (world.Ask(new SemaphoreRequest.Acquire(waiter)).Key is { } key) waiting.Add(waiter.Id, waiter with { Key = key });
                world.Deliver(all: false);
            }
            for (var round = 0; round < 1_000 && waiting.Count > 0; round++)
            {
                world.Pass(TimeSpan.FromSeconds(20));
                foreach (var waiter in waiting.Values.ToList())
                {
                    if (world.Ask(new SemaphoreRequest.Acquire(waiter)).Status == SemaphoreStatus.Granted) waiting.Remove(waiter.Id);
                }
                foreach (var lease in world.State.Leases) world.Ask(new SemaphoreRequest.Release(lease.Id, lease.Fence));
                foreach (var (request, _) in world.Granted) waiting.Remove(request);
                world.Deliver();
                if (world.State.Held > 2) throw new InvalidOperationException($"{world.State.Held} of 2 are held.");
            }
            return waiting.Count == 0;
        }).Check(FixedSeed.Cases(10));

    [Fact]
    public void LongQueue_StateStaysSmall()
    {
        var world = new SemaphoreWorld(new Random(5));
        world.Ask(new SemaphoreRequest.Register(1));
        for (var i = 0; i < 3000; i++) world.Ask(new SemaphoreRequest.Acquire(new Waiter { Id = $"request-{i}", Instance = $"tenant~job:{i}" }));
        world.Deliver();

        Assert.Equal(2999, world.State.Pending);
        Assert.InRange(world.State.Waiters.Length, 1, WaiterQueue.MaxHead);
    }

    // One random step; a request that has to wait comes back with its key.
    private static (string? Asked, long? Key) Act(SemaphoreWorld world, Random random, int limit, int step, bool withdraw, bool expire)
    {
        world.Pass(TimeSpan.FromMilliseconds(random.Next(2000)));
        var leases = world.State.Leases;
        switch (random.Next(12))
        {
            case < 7:
                return Wait(world, random, limit, step);
            case 7 when withdraw:
                world.Ask(new SemaphoreRequest.Withdraw($"r{random.Next(step + 1)}", null));
                break;
            case 8 when expire:
                world.Pass(SemaphoreSettings.DefaultReservationTime / random.Next(1, 4));
                world.Ask(new SemaphoreRequest.Sweep());
                break;
            case 9 when !leases.IsEmpty:
                world.Ask(new SemaphoreRequest.Activate(leases[random.Next(leases.Length)].Id, step + 1));
                break;
            case > 9 when !leases.IsEmpty:
                var lease = leases[random.Next(leases.Length)];
                world.Ask(new SemaphoreRequest.Release(lease.Id, lease.Fence));
                break;
        }
        return (null, null);
    }

    private static (string? Asked, long? Key) Wait(SemaphoreWorld world, Random random, int limit, int step)
    {
        var id = $"r{step}";
        var count = random.Next(1, limit + 1);
        var waiter = new Waiter { Id = id, Instance = id, Count = random.Next(3) == 0 ? count : 1, UpTo = random.Next(4) == 0 ? 3 : 1, Priority = random.Next(-3, 4) };
        return (id, world.Ask(new SemaphoreRequest.Acquire(waiter)).Key);
    }
}
