using System.Diagnostics;
using System.Text.Json;
using Serverless.Graph.Functions;
using Serverless.Storage.Counting;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

/// <summary>What watchers of a job cost its storage: as much as one of them.</summary>
public sealed class SharedReadsTests
{
    private const int Watchers = 50;

    private const string Document = """{ "version": 1, "name": "watched", "nodes": { "a": { "call": "watched.wait" } }, "outputs": ["a"] }""";

    [Fact]
    public async Task Events_OfOneJobWatchedByMany_AreReadOnceForAllOfThem()
    {
        var counts = new StorageCounts();
        await using var fixture = await ApiFixture.StartAsync(functionsOf: typeof(WatchedFunctions), counts: counts);
        using var submitted = JsonDocument.Parse((await fixture.SendAsync("POST", "/api/jobs", Document)).Body);
        var path = $"/api/jobs/{submitted.RootElement.GetProperty("id").GetString()}/events";
        await WatchedFunctions.Runs.Task;
        var streams = Enumerable.Range(0, Watchers).Select(static _ => new MemoryStream()).ToList();
        async Task WatchAsync(MemoryStream stream) => await (await fixture.AnswerAsync("GET", path)).WriteBody!(stream, CancellationToken.None);
        var watching = streams.Select(WatchAsync).ToList();
        // All have the page that is there, and ask for the next one.
        await Condition.WaitAsync("all watch", () => streams.TrueForAll(static s => s.Length > 100));

        var (before, clock) = (counts["blob.get"], Stopwatch.StartNew());
        await Condition.WaitAsync("they looked some times", () => counts["blob.get"] >= before + 10);
        var (reads, looks) = (counts["blob.get"] - before, clock.Elapsed / (fixture.Services.EventInterval / 2));

        // Each look serves half an interval; 50 watchers with looks of their own would read ten times in the first one.
        Assert.InRange(reads, 10, looks + 2);
        WatchedFunctions.Gate.SetResult();
        await Task.WhenAll(watching);
    }

    private static class WatchedFunctions
    {
        public static TaskCompletionSource Runs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [TaskFunction(Name = "watched.wait", Version = "1")]
        internal static async Task<long> WaitAsync(CancellationToken cancellationToken)
        {
            Runs.TrySetResult();
            await Gate.Task.WaitAsync(cancellationToken);
            return 1;
        }
    }
}
