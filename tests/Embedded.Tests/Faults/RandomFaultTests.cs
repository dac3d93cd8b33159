using FsCheck;
using FsCheck.Fluent;
using Serverless.Client.Building;
using Serverless.Graph.Policies;
using Serverless.Testing.Properties;

namespace Serverless.Embedded.Tests.Faults;

/// <summary>Any graph against a sequential interpreter: for any cut and number of slots, while tasks fail, units are lost and the machine loses power.</summary>
public sealed class RandomFaultTests
{
    private const int Few = 20;
    private const int Many = 400;

    private static readonly long[] Cuts = [1, 3, 7, long.MaxValue];

    // With the short one units leave a part of their tasks to be planned anew.
    private static readonly TimeSpan[] Aims = [TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(1)];

    private static Policy Trying => new() { Retries = new RetrySpec(3) { Backoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(2) } };

    [Fact]
    public void Compute_AnyCalls_UnderFailuresAndKills_GiveWhatTheLoopGives() => Check(Calls, Few);

    [Fact]
    public void Compute_AnyCollection_UnderFailuresAndKills_GivesWhatTheLoopGives() => Check(Collections, Few);

    [Fact]
    [Trait("Category", "Soak")]
    public void Compute_ManyCalls_UnderFailuresAndKills_GiveWhatTheLoopGives() => Check(Calls, Many);

    [Fact]
    [Trait("Category", "Soak")]
    public void Compute_ManyCollections_UnderFailuresAndKills_GiveWhatTheLoopGives() => Check(Collections, Many);

    [Fact]
    public async Task Compute_PowerLostTwice_TasksFailedAndMachinesDied()
    {
        // What the properties rest on: that the faults do happen.
        var graph = new JobGraph("faults") { Policy = Trying };
        var squares = graph.Range(120).Map(x => Steps.Square(x, null!));
        var host = new MortalHost(5, slots: 2, mostTasks: 5, TimeSpan.FromSeconds(2), [260, 200]);

        var values = await host.ComputeAsync([squares], job => job.GetAsync(squares));

        Assert.Equal(Enumerable.Range(0, 120).Select(x => (long)x * x), values);
        Assert.Equal(2, host.Deaths);
        Assert.True(host.Journal.Failures > 0);
        Assert.Empty(host.Journal.RunAgain);
    }

    private static (GraphHandle[] Outputs, Func<ComputedJob, Task> Assert) Calls(Random random, JobGraph graph)
    {
        var count = random.Next(2) == 0 ? random.Next(2, 20) : random.Next(66, 200);
        var (calls, values) = (new List<Delayed<long>>(), new List<long>());
        for (var i = 0; i < count; i++)
        {
            var inputs = Enumerable.Range(0, i == 0 ? 0 : random.Next(4)).Select(_ => random.Next(i)).ToList();
            var list = graph.List(inputs.Select(j => calls[j]));
            var self = (long)i;
            calls.Add(graph.Call(() => Steps.Mixed(self, list, null!)));
            values.Add(Steps.Mix(i, inputs.Select(j => values[j])));
        }
        var outputs = Enumerable.Range(0, 3).Select(_ => random.Next(count)).Append(count - 1).Distinct().ToList();
        return ([.. outputs.Select(o => calls[o])], AssertAsync);

        async Task AssertAsync(ComputedJob job)
        {
            foreach (var output in outputs) Assert.Equal(values[output], await job.GetAsync(calls[output]));
        }
    }

    private static (GraphHandle[] Outputs, Func<ComputedJob, Task> Assert) Collections(Random random, JobGraph graph)
    {
        var count = random.Next(200);
        var collection = graph.Range(count);
        var expected = Enumerable.Range(0, count).Select(i => (long)i);
        for (var step = random.Next(1, 5); step > 0; step--)
        {
            (collection, expected) = random.Next(5) switch
            {
                0 => (collection.Map(x => Steps.Square(x, null!)), expected.Select(x => unchecked(x * x))),
                1 => (collection.Filter(x => Steps.IsOdd(x, null!)), expected.Where(x => x % 2 != 0)),
                2 => (collection.MapPartitions(x => Steps.Twice(x, null!)), expected.SelectMany(x => new[] { x, -x })),
                3 => (collection.Distinct(), expected.Distinct()),
                _ => (collection.Map(x => Steps.Square(x, null!)).Keep(), expected.Select(x => unchecked(x * x))),
            };
        }
        var elements = expected.ToList();
        var sum = elements.Count == 0 ? null : collection.Reduce((a, b) => Steps.Add(a, b, null!));
        return (sum is null ? [collection] : [collection, sum], AssertAsync);

        async Task AssertAsync(ComputedJob job)
        {
            Assert.Equal(elements, await job.GetAsync(collection));
            if (sum is not null) Assert.Equal(elements.Aggregate((a, b) => unchecked(a + b)), await job.GetAsync(sum));
        }
    }

    private static void Check(Func<Random, JobGraph, (GraphHandle[] Outputs, Func<ComputedJob, Task> Assert)> make, int runs) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (outputs, assert) = make(random, new JobGraph("random") { Policy = Trying });
            // Twice at most: a unit whose process died three times is set aside, as it should be.
            var cuts = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(20, 600)).ToList();
            var host = new MortalHost(seed, 1 + random.Next(4), Cuts[random.Next(Cuts.Length)], Aims[random.Next(Aims.Length)], cuts);
            host.ComputeAsync(outputs, async job =>
            {
                await assert(job);
                return true;
            }).GetAwaiter().GetResult();
            Assert.Empty(host.Journal.RunAgain);
            return true;
        }).Check(FixedSeed.Cases(runs));
}
