using Serverless.Planning.Units;

namespace Serverless.Planning.Tests.Units;

/// <summary>Which units may run twice at once.</summary>
public sealed class SpeculationPlanTests
{
    [Theory]
    [InlineData("functions.square", "", true)]
    [InlineData("functions.square", """ "speculate": true """, true)]
    [InlineData("functions.square", """ "speculate": false """, false)]
    [InlineData("functions.square", """ "semaphores": { "erp-db": 1 } """, false)]
    [InlineData("functions.square", """ "limits": { "api": 4 } """, false)]
    [InlineData("functions.send", "", false)]
    [InlineData("functions.send", """ "speculate": true """, false)]
    public void Of_Map_OnlyWhatIsPureAndNobodyCounts(string function, string policy, bool may)
    {
        var plan = Of($$""" "n": { "range": { "count": 8 } }, "m": { "map": "{{function}}", "over": "n", "policy": { {{policy}} } } """, "\"m\"");

        Assert.Equal(may, plan.Expected.Count == 1);
    }

    [Fact]
    public void Of_FusedWithSomethingImpure_Never()
    {
        var plan = Of(""" "n": { "range": { "count": 8 } }, "s": { "map": "functions.send", "over": "n" }, "m": { "map": "functions.square", "over": "s" } """, "\"m\"");

        Assert.Empty(plan.Expected);
    }

    [Fact]
    public void Of_Write_NeverItsFilesNorItsCommit()
    {
        var plan = Of(""" "t": { "read": { "dataset": "flights" } }, "w": { "write": { "dataset": "copy", "mode": "replace" }, "over": "t" } """, "\"w\"", ("t", 4));

        Assert.Empty(plan.Expected);
    }

    [Fact]
    public void Of_Learned_SaysWhatTheLargestUnitTakes()
    {
        var plan = Of(""" "n": { "range": { "count": 10 } }, "m": { "map": "functions.square", "over": "n" } """, "\"m\"");

        // 10 tasks of half a second for 4 slots: three in a unit.
        Assert.Equal(1.5, Assert.Single(plan.Expected).Value);
        Assert.Equal((10.0, 4), (plan.AfterSeconds, plan.Slots));
    }

    private static SpeculationPlan Of(string nodes, string outputs, params (string Node, int Partitions)[] reads)
    {
        var document = Documents.Parse(nodes, outputs);
        var pipelineGraph = Documents.Pipelines(document, Documents.Snapshot(reads));
        var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
        while (cull.Current is not null) cull.Recorded([]);
        var sizing = new UnitSizing { Slots = 4, SecondsPerElement = static _ => 0.5 };
        var (units, _) = UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, sizing);
        return SpeculationPlan.Of(document, pipelineGraph.Pipelines, units, sizing, TimeSpan.FromSeconds(10));
    }
}
