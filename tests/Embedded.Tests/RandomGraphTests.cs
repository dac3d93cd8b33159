using FsCheck;
using FsCheck.Fluent;
using Serverless.Client.Building;
using Serverless.Testing.Properties;

namespace Serverless.Embedded.Tests;

/// <summary>Any graph against a sequential interpreter, for any cut.</summary>
public sealed class RandomGraphTests : IAsyncLifetime
{
    private static readonly long[] Cuts = [1, 7, long.MaxValue];

    private readonly List<LocalHost> _hosts = [];

    public async Task InitializeAsync()
    {
        foreach (var most in Cuts) _hosts.Add(await LocalHost.StartAsync(new LocalHostOptions { MaxUnitTasks = most, Slots = 1 + _hosts.Count }));
    }

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
    }

    [Fact]
    public void Compute_AnyCollection_GivesWhatTheLoopGives() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var (collection, expected) = Make(seed);
            var host = _hosts[new Random(seed).Next(_hosts.Count)];
            Assert.Equal(expected, host.ComputeAsync(collection).GetAwaiter().GetResult());
            Assert.Equal(expected.Count, host.ComputeAsync(collection.Count()).GetAwaiter().GetResult());
            return true;
        }).Check(FixedSeed.Cases(25));

    [Fact]
    public void Compute_AnyCalls_GiveWhatTheLoopGives() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var graph = new JobGraph("calls");
            var count = random.Next(2) == 0 ? random.Next(2, 20) : random.Next(66, 300);
            var calls = new List<Delayed<long>>();
            var values = new List<long>();
            for (var i = 0; i < count; i++)
            {
                var inputs = Enumerable.Range(0, i == 0 ? 0 : random.Next(4)).Select(_ => random.Next(i)).ToList();
                var list = graph.List(inputs.Select(j => calls[j]));
                var self = (long)i;
                calls.Add(graph.Call(() => Numbers.Mixed(self, list)));
                values.Add(Numbers.Mixed(i, [.. inputs.Select(j => values[j])]));
            }
            var outputs = Enumerable.Range(0, 3).Select(_ => random.Next(count)).Append(count - 1).Distinct().ToList();
            var job = _hosts[random.Next(_hosts.Count)].ComputeAsync([.. outputs.Select(o => calls[o])]).GetAwaiter().GetResult();
            Assert.All(outputs, o => Assert.Equal(values[o], job.GetAsync(calls[o]).GetAwaiter().GetResult()));
            return true;
        }).Check(FixedSeed.Cases(25));

    // A chain of one to five steps over a range.
    private static (Collection<long> Collection, List<long> Expected) Make(int seed)
    {
        var random = new Random(seed);
        var graph = new JobGraph("random");
        var count = random.Next(3) == 0 ? random.Next(3) : random.Next(400);
        var collection = graph.Range(count);
        var expected = Enumerable.Range(0, count).Select(i => (long)i);
        for (var step = random.Next(1, 6); step > 0; step--)
        {
            var most = random.Next(30);
            (collection, expected) = random.Next(7) switch
            {
                0 => (collection.Map(x => Numbers.Digit(x)), expected.Select(Numbers.Digit)),
                1 => (collection.Filter(x => Numbers.IsOdd(x)), expected.Where(Numbers.IsOdd)),
                2 => (collection.Take(most), expected.Take(most)),
                3 => (collection.TopK(most + 1), expected.OrderDescending().Take(most + 1)),
                4 => (collection.MapPartitions(x => Numbers.Twice(x)), expected.SelectMany(x => new[] { x, -x })),
                5 => (collection.Distinct(), expected.Distinct()),
                _ => (collection.Map(x => Numbers.Square(x)).Keep(), expected.Select(x => unchecked(x * x))),
            };
        }
        return (collection, [.. expected]);
    }
}
