using System.Text;
using System.Text.Json;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Storage;
using Serverless.Store.Results;

namespace Serverless.Execution.Tests.Units;

/// <summary>What a task is told of itself, and what is kept of what it says.</summary>
public sealed class TaskContextTests
{
    private const int Count = 20;

    [Fact]
    public async Task Context_OfEachTask_TellsPlaceAttemptAndASeedOfItsOwn()
    {
        var told = await TellAsync(maxTasks: Count);

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), told.Select(t => t[1]));
        Assert.All(told, t => Assert.Equal((Count, 1), (t[2], t[3])));
        Assert.Equal(Count, told.Select(t => t[0]).Distinct().Count());
        // Neighbours' seeds have nothing to do with each other: about half of the bits differ.
        Assert.All(told.Zip(told.Skip(1)), pair => Assert.InRange(long.PopCount(pair.First[0] ^ pair.Second[0]), 12, 52));
    }

    [Fact]
    public async Task Seed_WorkCutOtherwise_IsTheSame() =>
        Assert.Equal((await TellAsync(maxTasks: Count)).Select(t => t[0]), (await TellAsync(maxTasks: 3)).Select(t => t[0]));

    [Fact]
    public async Task Log_TasksThatTalkTooMuch_IsBoundedByTaskAndUnitAndShowsTheLast()
    {
        await using var fixture = Bench();
        fixture.MaxTasks = Count;
        var (units, _) = await fixture.RunAsync(""" "n": { "range": { "count": 2 } }, "m": { "map": "try.talk", "over": "n" } """, "m");

        var failure = Assert.Single(units).Failure!;
        Assert.Equal(50, failure.Log.Count);
        Assert.All(failure.Log, line => Assert.InRange(line.Length, 1, 500));
        // Progress takes no place of a line.
        Assert.StartsWith("line 299 of 1", failure.Log[^1], StringComparison.Ordinal);
        var stored = Encoding.UTF8.GetString((await fixture.Stores.Blobs.GetAsync(new BlobName("jobs/job/logs/1-0"), default))!.Bytes.Span);
        var lines = stored.TrimEnd().Split('\n');
        Assert.Equal("(400 lines before these were dropped)", lines[0]);
        Assert.Equal(201, lines.Length);
        Assert.StartsWith("m[1]: ", lines[^1], StringComparison.Ordinal);
    }

    private static UnitFixture Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(TryingFunctions)).Build());

    private static async Task<List<long[]>> TellAsync(long maxTasks)
    {
        await using var fixture = Bench();
        fixture.MaxTasks = maxTasks;
        var (units, token) = await fixture.RunAsync($$""" "n": { "range": { "count": {{Count}} } }, "m": { "map": "try.tell", "over": "n" } """, "m");
        Assert.All(units, u => Assert.Equal(UnitEnd.Done, u.End));
        var results = await StoredResults.OpenAsync(fixture.Stores, "m", token, default);
        var told = new List<long[]>();
        for (var task = 0; task < Count; task++) told.Add(JsonSerializer.Deserialize<long[]>((await results.PartAsync(task, default)).Span)!);
        return told;
    }
}
