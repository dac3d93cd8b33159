using Serverless.Planning.Learning;
using Serverless.Planning.Units;

namespace Serverless.Planning.Tests.Learning;

public sealed class StatisticsBookTests
{
    [Fact]
    public void Add_LaterJobs_CountMost()
    {
        var book = StatisticsBook.Empty.Add("f@1", 100, 10, 1000);
        for (var job = 0; job < 10; job++) book = book.Add("f@1", 100, 100, 0);

        Assert.InRange(book.SecondsPerElement("f@1")!.Value, 0.99, 1.0);
        Assert.Equal(1100, book.Entries["f@1"].Elements);
        Assert.InRange(book.Entries["f@1"].BytesPerElement, 0, 0.1);
    }

    [Fact]
    public void Add_NothingRan_ChangesNothing() => Assert.Same(StatisticsBook.Empty, StatisticsBook.Empty.Add("f@1", 0, 0, 0));

    [Fact]
    public void Add_ManyFunctions_TheBookStaysSmall()
    {
        var book = StatisticsBook.Empty;
        for (var f = 0; f < 2_100; f++) book = book.Add($"f{f}@1", 1 + f, 1, 0);

        Assert.Equal(2_000, book.Entries.Count);
        Assert.NotNull(book.SecondsPerElement("f2099@1"));
    }

    [Fact]
    public void KeyOf_FusedFunctions_NamesAllWithTheirVersions()
    {
        var document = Documents.Parse(
            """ "n": { "range": { "count": 5000 } }, "a": { "map": "functions.square", "over": "n" }, "sum": { "reduce": "functions.add", "over": "a" } """, "\"sum\"");
        var pipelines = Documents.Outline(document, Documents.Snapshot()).Pipelines;

        Assert.Equal("functions.square@1 + functions.add@1", StatisticsBook.KeyOf(document, pipelines[0]));
        Assert.NotEqual(StatisticsBook.KeyOf(document, pipelines[0]), StatisticsBook.KeyOf(document, pipelines[1]));
    }

    [Theory]
    [InlineData(0.001, 2_000)]
    [InlineData(10.0, 1)]
    [InlineData(0.000_001, 12_500)]
    public void TasksPerUnit_KnownSeconds_AimsAtTwoSeconds(double seconds, long tasks)
    {
        var document = Documents.Parse(""" "n": { "range": { "count": 100000 } }, "a": { "map": "functions.square", "over": "n" } """, "\"a\"");
        var pipeline = Documents.Outline(document, Documents.Snapshot()).Pipelines.Single();

        Assert.Equal(tasks, new UnitSizing { Slots = 8, SecondsPerElement = _ => seconds }.TasksPerUnit(pipeline, pipeline.Count));
    }
}
