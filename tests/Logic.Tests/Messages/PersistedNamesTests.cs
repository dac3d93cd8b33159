using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Blocks;
using Serverless.Logic.Messages;
using Serverless.Logic.Stages;

namespace Serverless.Logic.Tests.Messages;

/// <summary>What histories hold. A change here needs a new logic version: add names, never edit an expectation.</summary>
public sealed class PersistedNamesTests
{
    [Fact]
    public void Outcome_OfBeforeSplits_IsReadAsWithoutThem()
    {
        var before = DurableJson.Read<StageOutcome>("""{"done":3,"failed":0,"skipped":0,"abandoned":0,"cancelled":false,"succeeded":true}""")!;

        Assert.Equal(new StageOutcome(3, 0, 0, 0, false), before);
        Assert.True(before.Succeeded);
        Assert.Equal(
            """{"done":1,"failed":0,"skipped":0,"abandoned":2,"cancelled":false,"split":1,"succeeded":false}""",
            DurableJson.Write(new StageOutcome(1, 0, 0, 2, false) { Split = 1 }, "test"));
    }

    [Fact]
    public void Layouts_OfBeforeLimits_HaveNone()
    {
        Assert.Null(DurableJson.Read<StageLayout>("""{"needs":[[],[0]]}""")!.Limits);
        Assert.Null(DurableJson.Read<BlockLayout>("""{"firstUnit":0,"needs":[[]]}""")!.Limits);
        Assert.Equal("""{"most":[2],"groupsOf":[[0],[]]}""", DurableJson.Write(new StageLimits([2], [[0], []]), "test"));
    }

    [Fact]
    public void Layouts_OfBeforeRanges_HaveTheSameNeeds()
    {
        Assert.Equal([0, 1], DurableJson.Read<StageLayout>("""{"needs":[[],[],[0,1]]}""")!.Needs[2]);
        Assert.False(DurableJson.Read<StageLayout>("""{"needs":[[],[],[0,1]]}""")!.HasMore);
        Assert.Equal([0, 1], DurableJson.Read<BlockLayout>("""{"firstUnit":0,"needs":[[],[],[0,1]]}""")!.Needs[2]);
        Assert.Equal("""{"needs":[[],[0],[[0,1]]]}""", DurableJson.Write(new StageLayout([[], [0], [new(0, 1)]]), "test"));
        Assert.Equal("""{"needs":[[]],"hasMore":true}""", DurableJson.Write(new StageLayout([[]]) { HasMore = true }, "test"));
    }

    [Fact]
    public void Messages_OfBeforeSecondRuns_HaveNone()
    {
        Assert.Null(DurableJson.Read<BlockLayout>("""{"firstUnit":0,"needs":[[]]}""")!.Speculation);
        Assert.Equal(
            """{"afterSeconds":10,"slots":2,"pipelineOf":[0,-1],"expected":{"0":1.5}}""",
            DurableJson.Write(new BlockSpeculation(10, 2, [0, -1], new Dictionary<int, double> { [0] = 1.5 }), "test"));
        // Without a second run they are what they were.
        Assert.DoesNotContain("Copy", DurableJson.Write(new UnitRequest(new JobKey("acme", "job"), 0, "plan", 1, 1), "test"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"isCopy\":true", DurableJson.Write(new UnitRequest(new JobKey("acme", "job"), 0, "plan", 1, 1) { IsSpeculative = true }, "test"), StringComparison.Ordinal);
        Assert.DoesNotContain("speculated", DurableJson.Write(new EventBatch(new JobKey("acme", "job"), "block", 0, []), "test"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Messages_OfBeforeEventsWereKept_LoseNoneAndKeepNone()
    {
        var result = new StageResult(new StageOutcome(1, 0, 0, 0, false), StageTotals.Zero, []);
        Assert.DoesNotContain("lostEvents", DurableJson.Write(result, "test"), StringComparison.Ordinal);
        Assert.Contains("\"lostEvents\":3", DurableJson.Write(result with { LostEvents = 3 }, "test"), StringComparison.Ordinal);
        var finish = new FinishRequest(new JobKey("acme", "job"), new JobOutcome { Status = JobStatus.Done, Totals = StageTotals.Zero }, 1);
        Assert.DoesNotContain("lostEvents", DurableJson.Write(finish, "test"), StringComparison.Ordinal);
        Assert.Contains("\"lostEvents\":3", DurableJson.Write(finish with { LostEvents = 3 }, "test"), StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_AsItIsSent_IsTheBatchThatIsRead()
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var failure = new UnitFailure("m[1]", "taskFailed", "\"\u4e2d\" <\n>", "failures/1.json");
        UnitEvent[] ends = [.. Enumerable.Range(0, 3).Select(i => new UnitEvent(0, i, 1, at, new UnitReport { Status = UnitEnd.Failed, Totals = new StageTotals(1, i, 0, 0, 0), Seconds = 0.1, Node = "m", PeakBytes = i, Failure = failure }))];
        UnitSpeculated[] second = [new(0, 5, at, "m[5]", 12.5, 10)];
        var key = new JobKey("acme", "job");

        Assert.Equal(
            DurableJson.Write(new EventBatch(key, "block", 3, ends), "test"),
            DurableJson.Write(new WrittenBatch(key, "block", 3, [.. ends.Select(WrittenEvent.Of)]), "test"));
        Assert.Equal(
            DurableJson.Write(new EventBatch(key, "block", 3, ends) { Speculated = second }, "test"),
            DurableJson.Write(new WrittenBatch(key, "block", 3, [.. ends.Select(WrittenEvent.Of)]) { Speculated = second }, "test"));
    }

    [Fact]
    public void SecondRuns_AreWrittenByName()
    {
        Assert.Equal(
            """{"stage":1,"unit":5,"at":"2026-01-01T00:00:00+00:00","tasks":"m[5]","seconds":12.5,"limitSeconds":10}""",
            DurableJson.Write(new UnitSpeculated(1, 5, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "m[5]", 12.5, 10), "test"));
        Assert.Equal("""{"unit":5,"tasks":"m[5]","seconds":12.5}""", DurableJson.Write(new RunningUnit(5, "m[5]", 12.5), "test"));
        Assert.Equal("""{"job":{"tenant":"acme","id":"job"},"stage":1,"units":[5,7]}""", DurableJson.Write(new UnitsRequest(new JobKey("acme", "job"), 1, [5, 7]), "test"));
        Assert.Equal(
            """{"job":{"tenant":"acme","id":"job"},"plan":"plans/p","unit":5,"attempt":2,"isCopy":true}""",
            DurableJson.Write(new StopUnitRequest(new JobKey("acme", "job"), "plans/p", 5, 2, true), "test"));
        Assert.Equal(("LookAtUnits", "StopUnit"), (ActivityNames.LookAtUnits, ActivityNames.StopUnit));
    }

    [Fact]
    public void Status_Split_IsWrittenByName() => Assert.Equal("\"split\"", DurableJson.Write(UnitEnd.Split, "test"), ignoreCase: true);
}
