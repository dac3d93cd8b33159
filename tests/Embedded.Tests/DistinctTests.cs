using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Client.Building;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Testing.Properties;

namespace Serverless.Embedded.Tests;

/// <summary><c>distinct</c> against a plain loop over any values, for any cut. Kills and lost units are <see cref="Faults.RandomFaultTests"/>.</summary>
public sealed class DistinctTests : IAsyncLifetime
{
    // Each group is one element to distinct, and no value of it is one of another group.
    private static readonly object?[][] Same =
    [
        [null], [true], [false], [""], ["a"], ["A"], ["é"], [double.NaN], [double.PositiveInfinity], [0L, 0.0, -0.0, 0m], [1L, 1.0, 1.00m], [-1L], ["1"], [1.5, 1.50m],
        [long.MaxValue], [0.1, 0.1m], [1e300], [Array.Empty<object?>()], [new object?[] { 1L, 2L }, new object?[] { 1.0, 2L }], [new object?[] { 2L, 1L }], [new object?[] { null }],
        [Map(("a", 1L), ("b", null)), Map(("b", null), ("a", 1.0))], [Map(("a", 1L))], [Map()], [Map(("a", Map(("b", double.NaN))))],
    ];

    private static readonly long[] Cuts = [1, 7, long.MaxValue];

    private static int _runs;

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
    public void Distinct_AnyValues_GivesEachOnceWhereItComesFirst() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var groups = Enumerable.Range(0, random.Next(3) == 0 ? random.Next(3) : random.Next(700)).Select(_ => random.Next(Same.Length)).ToList();
            var collection = new JobGraph("distinct").FromItems(groups.Select(g => Same[g][random.Next(Same[g].Length)]));
            // Elements come from the document, out of memory, or as they were stored.
            var way = random.Next(3);
            if (way > 0) collection = collection.Filter(x => Anything.Always(x));
            if (way > 1) collection = collection.Keep();
            var distinct = collection.Distinct();
            var host = _hosts[random.Next(_hosts.Count)];

            Assert.Equal(groups.Distinct(), host.ComputeAsync(distinct).GetAwaiter().GetResult().Select(GroupOf));
            Assert.Equal(groups.Distinct().Count(), host.ComputeAsync(distinct.Count()).GetAwaiter().GetResult());
            Assert.Equal(groups.Distinct(), host.ComputeEager(distinct).Select(GroupOf));
            return true;
        }).Check(FixedSeed.Cases(15));

    [Fact]
    public async Task Distinct_Decimals_AreToldToTheLastDigitAndGivenAsTheFirstStands()
    {
        var distinct = new JobGraph("decimals").FromItems(0.1000000000000000001m, 0.10m, 0.1000000000000000002m, 0.1m, 100m, 1e2m).Distinct();

        foreach (var host in _hosts)
            Assert.Equal(["0.1000000000000000001", "0.10", "0.1000000000000000002", "100"], (await host.ComputeAsync(distinct)).Select(d => $"{d}"));
    }

    [Fact]
    public async Task Distinct_NaNAndItsName_AreTwo()
    {
        GraphValue[] values = [GraphValue.Of("NaN"), GraphValue.Of(double.NaN)];
        var distinct = new JobGraph("names").FromItems(values.Concat(values)).Keep().Distinct();

        foreach (var host in _hosts) Assert.Equal(values, await host.ComputeAsync(distinct));
    }

    [Fact]
    public async Task Distinct_ASecondJob_TakesWhatTheFirstLeft()
    {
        var digits = new JobGraph("digits").Range(2000).Map(x => Anything.Counted(x)).Distinct();
        var host = _hosts[1];

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), await host.ComputeAsync(digits));
        var runs = _runs;
        Assert.Equal(10, await host.ComputeAsync(digits.Count()));

        Assert.Equal((2000, 2000), (runs, _runs));
    }

    // By an equality of JSON that is not ours.
    private static int GroupOf(object? value)
    {
        var json = Json(value);
        return Array.FindIndex(Same, group => Array.Exists(group, member => JsonElement.DeepEquals(Json(member), json)));
    }

    private static JsonElement Json(object? value) => JsonSerializer.SerializeToElement(value, ClrValues.Json);

    private static Dictionary<string, object?> Map(params (string Key, object? Value)[] entries) => entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);

    private static class Anything
    {
        [TaskFunction(Version = "1")]
        internal static bool Always(object? x) => true;

        [TaskFunction(Version = "1")]
        internal static long Counted(long x)
        {
            Interlocked.Increment(ref _runs);
            return x % 10;
        }
    }
}
