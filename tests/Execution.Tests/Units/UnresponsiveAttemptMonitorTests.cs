using Serverless.BuiltIns;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;
using Serverless.Store.Records;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Units;

/// <summary>A unit that was told to stop and goes on.</summary>
public sealed class UnresponsiveAttemptMonitorTests
{
    [Fact]
    public async Task Run_ATaskIgnoresItsCancellation_ItsAttemptSaysSinceWhenUntilItEnds()
    {
        var time = new ManualTime();
        await using var fixture = new UnitFixture(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(StubbornFunctions)).Build());
        fixture.Options = fixture.Options with { Time = time };
        using var cancel = new CancellationTokenSource();
        var run = fixture.RunAsync(""" "n": { "range": { "count": 1 } }, "m": { "map": "stubborn.wait", "over": "n" } """, "m", cancel.Token);
        await StubbornFunctions.Began.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var since = time.GetUtcNow();
        await cancel.CancelAsync();
        Assert.Null(Assert.Single(await fixture.Stores.Attempts.OpenAsync("job", default)).StoppedAt);

        time.Advance(UnresponsiveAttemptMonitor.GracePeriod);
        await Condition.WaitAsync("the attempt says so", async () => (await fixture.Stores.Attempts.OpenAsync("job", default)).Any(a => a.StoppedAt == since));
        // It keeps its slot: nothing else fits beside it.
        using var gaveUp = new CancellationTokenSource();
        var next = fixture.Options.AdmissionController.EnterAsync(fixture.Options.AdmissionController.Processors, 0, gaveUp.Token).AsTask();
        Assert.Equal(1, fixture.Options.AdmissionController.Waiting);

        StubbornFunctions.May.SetResult();
        await run;
        (await next).Dispose();
        Assert.Empty(await fixture.Stores.Attempts.OpenAsync("job", default));
    }

    [Fact]
    public async Task Dispose_ReactedInTime_NothingIsNoted()
    {
        var time = new ManualTime();
        await using var fixture = new UnitFixture(new FunctionCatalogBuilder().AddBuiltIns().Build());
        var attempt = new AttemptRecord(1, 2, 1, 77, "host", time.GetUtcNow(), "m[2]");
        using var cancel = new CancellationTokenSource();
        await using (new UnresponsiveAttemptMonitor(fixture.Stores.Attempts, "job", attempt, time, cancel.Token))
        {
            await cancel.CancelAsync();
            time.Advance(UnresponsiveAttemptMonitor.GracePeriod / 2);
        }
        time.Advance(UnresponsiveAttemptMonitor.GracePeriod);

        Assert.Empty(await fixture.Stores.Attempts.OpenAsync("job", default));
    }
}
