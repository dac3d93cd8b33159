using System.Collections.Concurrent;
using System.Diagnostics;
using Serverless.Client.Building;
using Serverless.Graph.Functions;
using Serverless.Storage.Counting;

namespace Serverless.Embedded.Tests;

/// <summary>Chains of single calls: what they cost, and which one is done first.</summary>
[Collection(nameof(ChainSteps))]
public sealed class ChainTests
{
    private const double LooksASecond = 3;

    [Fact]
    public async Task Compute_ChainOfForty_CostsWhatOneOfSeventyCosts()
    {
        var (seventy, _) = await OperationsAsync(70);

        foreach (var calls in new[] { 10, 40, 64 })
        {
            var (operations, elapsed) = await OperationsAsync(calls);
            // What a host looks at as long as a job runs, such as whether it was cancelled, is the clock's and not the chain's.
            Assert.InRange(operations, 1, seventy + (long)(elapsed.TotalSeconds * LooksASecond));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Compute_ShortChainsOnOneSlot_OneEndsBeforeTheNextBegins(bool many)
    {
        ChainSteps.Ran.Clear();
        var (chains, graph) = (many ? 40 : 5, new JobGraph("chains"));
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { Slots = 1 });
        // As a loop over all of them makes them: all the first, all the second, all the third.
        var level = Enumerable.Range(0, chains).Select(chain => graph.Call(() => ChainSteps.Step($"{chain}", 0))).ToList();
        for (var i = 1; i < 3; i++)
        {
            var step = i;
            level = [.. level.Select(before => graph.Call(() => ChainSteps.Step(before, step)))];
        }

        await here.ComputeAsync([.. level]);

        // In whatever order the chains come.
        var ran = ChainSteps.Ran.ToList();
        Assert.Equal(3 * chains, ran.Count);
        foreach (var three in ran.Chunk(3)) Assert.Equal([three[0], $"{three[0]}0", $"{three[0]}01"], three);
    }

    private static async Task<(long Operations, TimeSpan Elapsed)> OperationsAsync(int calls)
    {
        var clock = Stopwatch.StartNew();
        var counts = new StorageCounts();
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { WrapBlobs = account => new CountingBlobAccount(account, counts) });
        var graph = new JobGraph("chain");
        var last = graph.Call(() => ChainSteps.Step("", 0));
        for (var i = 1; i < calls; i++)
        {
            var before = last;
            last = graph.Call(() => ChainSteps.Step(before, 0));
        }
        Assert.Equal(calls, (await here.ComputeAsync(last)).Length);
        return (counts.Total, clock.Elapsed);
    }
}

/// <summary>Notes what it was given, and gives that and a number.</summary>
public static class ChainSteps
{
    public static ConcurrentQueue<string> Ran { get; } = new();

    [TaskFunction(Version = "1")]
    public static string Step(string before, int i)
    {
        Ran.Enqueue(before);
        return $"{before}{i}";
    }
}
