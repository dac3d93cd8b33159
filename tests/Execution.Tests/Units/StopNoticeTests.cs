using Serverless.Execution.Functions;
using Serverless.Execution.Records;
using Serverless.Graph.Functions;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Units;

/// <summary>A unit that was told to stop and goes on.</summary>
public sealed class StopNoticeTests
{
    [Fact]
    public async Task Run_ATaskIgnoresItsCancellation_ItsAttemptSaysSinceWhenUntilItEnds()
    {
        var time = new ManualTime();
        await using var bench = new UnitBench(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(StubbornFunctions)).Build());
        bench.Options = bench.Options with { Time = time };
        using var cancel = new CancellationTokenSource();
        var run = bench.RunAsync(""" "n": { "range": { "count": 1 } }, "m": { "map": "stubborn.wait", "over": "n" } """, "m", cancel.Token);
        await StubbornFunctions.Began.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var since = time.GetUtcNow();
        await cancel.CancelAsync();
        Assert.Null(Assert.Single(await bench.Stores.Attempts.OpenAsync("job", default)).StoppedAt);

        time.Advance(StopNotice.Patience);
        await Condition.WaitAsync("the attempt says so", async () => (await bench.Stores.Attempts.OpenAsync("job", default)).Any(a => a.StoppedAt == since));
        // It keeps its slot: nothing else fits beside it.
        using var gaveUp = new CancellationTokenSource();
        var next = bench.Options.Governor.EnterAsync(bench.Options.Governor.Processors, 0, gaveUp.Token).AsTask();
        Assert.Equal(1, bench.Options.Governor.Waiting);

        StubbornFunctions.May.SetResult();
        await run;
        (await next).Dispose();
        Assert.Empty(await bench.Stores.Attempts.OpenAsync("job", default));
    }

    [Fact]
    public async Task Dispose_ReactedInTime_NothingIsNoted()
    {
        var time = new ManualTime();
        await using var bench = new UnitBench(new FunctionCatalogBuilder().AddBuiltIns().Build());
        var attempt = new AttemptRecord(1, 2, 1, 77, "host", time.GetUtcNow(), "m[2]");
        using var cancel = new CancellationTokenSource();
        await using (new StopNotice(bench.Stores.Attempts, "job", attempt, time, cancel.Token))
        {
            await cancel.CancelAsync();
            time.Advance(StopNotice.Patience / 2);
        }
        time.Advance(StopNotice.Patience);

        Assert.Empty(await bench.Stores.Attempts.OpenAsync("job", default));
    }
}
