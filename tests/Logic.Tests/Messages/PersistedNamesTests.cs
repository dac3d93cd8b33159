using Serverless.Durable;
using Serverless.Logic.Blocks;
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
    public void Status_Split_IsWrittenByName() => Assert.Equal("\"split\"", DurableJson.Write(UnitStatus.Split, "test"), ignoreCase: true);
}
