using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Tests;

public sealed class PipelineBuilderTests
{
    private const string Numbers = """ "numbers": { "range": { "count": 100 } } """;

    [Fact]
    public void Create_ChainOfMaps_IsOnePipeline()
    {
        var document = Documents.Parse(Numbers + """ , "a": { "map": "functions.square", "over": "numbers" }, "b": { "map": "functions.square", "over": "a" } """, "\"b\"");

        var pipeline = Assert.Single(Documents.Pipelines(document, Documents.Snapshot()).Pipelines);

        Assert.Equal("b", pipeline.Node);
        Assert.Equal(["a", "b"], pipeline.Each.ToArray());
        Assert.Equal(100, pipeline.Count);
    }

    [Fact]
    public void Create_MapUsedTwice_IsStored()
    {
        var document = Documents.Parse(
            Numbers + """ , "a": { "map": "functions.square", "over": "numbers" }, "b": { "map": "functions.square", "over": "a" }, "c": { "filter": "functions.even", "over": "a" } """,
            "\"b\", \"c\"");

        var pipelineGraph = Documents.Pipelines(document, Documents.Snapshot());

        Assert.Equal(["a", "b", "c"], pipelineGraph.Pipelines.Select(p => p.Node).Order());
        Assert.Equal(2, pipelineGraph.Targets.Length);
    }

    [Fact]
    public void Create_SourceThatIsAnOutput_IsStoredAndReadFromThere()
    {
        var document = Documents.Parse(Numbers + """ , "a": { "map": "functions.square", "over": "numbers" } """, "\"numbers\", \"a\"");

        var pipelines = Documents.Pipelines(document, Documents.Snapshot()).Pipelines;

        Assert.Equal(["numbers", "a"], pipelines.Select(p => p.Node));
        Assert.Equal([null, 0], pipelines.Select(p => Assert.Single(p.Sources).Pipeline));
    }

    [Fact]
    public void Create_ZipOfFilteredAndWholeCollection_IsRefusedWithTheFiltersName()
    {
        var document = Documents.Parse(
            Numbers + """ , "even": { "filter": "functions.even", "over": "numbers" }, "pairs": { "zip": {}, "over": ["even", "numbers"] } """, "\"pairs\"");

        var refused = Assert.Throws<PlanException>(() => Documents.Pipelines(document, Documents.Snapshot()));

        Assert.Contains("'even' took elements out", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ZipOfTwoMapsOfOneFilter_PairsByIndex()
    {
        var document = Documents.Parse(
            Numbers + """ , "even": { "filter": "functions.even", "over": "numbers" }, "a": { "map": "functions.square", "over": "even" }, "pairs": { "zip": {}, "over": ["even", "a"] } """,
            "\"pairs\"");

        Assert.Contains(Documents.Pipelines(document, Documents.Snapshot()).Pipelines, p => p.Node == "pairs" && p.Count == 100);
    }

    [Fact]
    public void Create_MapAndReduce_FusesTheFirstLevelWithItsMap()
    {
        var document = Documents.Parse(
            Numbers + """ , "a": { "map": "functions.square", "over": "numbers" }, "sum": { "reduce": "functions.add", "over": "a", "splitEvery": 4 } """, "\"sum\"");

        var pipelines = Documents.Pipelines(document, Documents.Snapshot()).Pipelines;

        Assert.Equal([25, 7, 2, 1], pipelines.Select(p => p.Count));
        Assert.Equal([1, 2, 3, 0], pipelines.Select(p => p.Level));
        Assert.Equal(["a"], pipelines[0].Each.ToArray());
        Assert.All(pipelines, p => Assert.Equal("sum", p.Fold));
        Assert.Equal(4, pipelines.Select(p => p.Token).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Create_FewElements_FirstLevelStillHasSeveralGroups()
    {
        var document = Documents.Parse("""
            "t": { "read": { "dataset": "d" } }, "m": { "map": "sql", "over": "t", "args": { "query": "FROM input" } }, "r": { "reduce": "sql", "over": "m", "args": { "query": "FROM input" } }
            """, "\"r\"");

        var pipelines = Documents.Pipelines(document, Documents.Snapshot(("t", 7))).Pipelines;

        Assert.Equal([7, 1], pipelines.Select(p => p.Count));
    }

    [Fact]
    public void Create_StepsBehindAReduce_RunWithItsLastLevel()
    {
        var document = Documents.Parse("""
            "t": { "read": { "dataset": "d" } }, "r": { "reduce": "sql", "over": "t", "args": { "query": "FROM input" } }, "m": { "map": "sql", "over": "r", "args": { "query": "FROM input" } }
            """, "\"m\"");

        var last = Documents.Pipelines(document, Documents.Snapshot(("t", 40))).Pipelines[^1];

        Assert.Equal("m", last.Node);
        Assert.Equal("r", last.Fold);
        Assert.Equal(["m"], last.Then.ToArray());
    }

    [Fact]
    public void Create_Write_HasFilesAndACommitThatNeedsThemAll()
    {
        var document = Documents.Parse("""
            "t": { "read": { "dataset": "d" } }, "w": { "write": { "dataset": "e", "mode": "replace" }, "over": "t" }
            """, "\"w\"");

        var pipelineGraph = Documents.Pipelines(document, Documents.Snapshot(("t", 3)));

        Assert.Equal([ResultKind.Files, ResultKind.Commit], pipelineGraph.Pipelines.Select(p => p.Result));
        Assert.Equal(SourceMapping.All, pipelineGraph.Pipelines[1].Sources.Single().Mapping);
        Assert.Equal([1], pipelineGraph.Targets.ToArray());
    }

    [Fact]
    public void Create_PendingRead_EndsTheStageBeforeIt()
    {
        var document = Documents.Parse("""
            "t": { "read": { "dataset": "d" } }, "w": { "write": { "dataset": "e", "mode": "replace" }, "over": "t" },
            "again": { "read": { "dataset": "e" }, "after": ["w"] }, "m": { "map": "sql", "over": "again", "args": { "query": "FROM input" } }
            """, "\"m\"");
        var snapshot = Documents.Snapshot(("t", 3)) with { Pending = ["again"] };

        var pipelineGraph = Documents.Pipelines(document, snapshot);

        Assert.False(pipelineGraph.IsComplete);
        Assert.Equal("w", pipelineGraph.Pipelines[pipelineGraph.Targets.Single()].Node);
    }

    [Fact]
    public void Create_CollectionsOfDifferentLength_NamesBoth()
    {
        var document = Documents.Parse(
            Numbers + """ , "few": { "range": { "count": 3 } }, "z": { "map": "functions.add", "over": ["numbers", "few"] } """, "\"z\"");

        var error = Assert.Throws<PlanException>(() => Documents.Pipelines(document, Documents.Snapshot()));

        Assert.Contains("'numbers' has 100 elements and 'few' has 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("none", "one")]
    [InlineData("one", "none")]
    public void Create_NothingTogetherWithNothingOrOne_IsNothing(string first, string second)
    {
        var document = Documents.Parse(
            $$""" "none": { "range": { "count": 0 } }, "one": { "range": { "count": 1 } }, "z": { "map": "functions.add", "over": ["{{first}}", "{{second}}"] } """, "\"z\"");

        Assert.Equal(0, Documents.Pipelines(document, Documents.Snapshot()).Pipelines.Single(p => p.Node == "z").Count);
    }
}
