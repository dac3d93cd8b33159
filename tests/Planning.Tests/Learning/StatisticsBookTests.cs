using Serverless.Planning.Learning;
using Serverless.Planning.Units;

namespace Serverless.Planning.Tests.Learning;

public sealed class StatisticsBookTests
{
    [Fact]
    public void Add_LaterJobs_CountMost()
    {
        var book = StatisticsBook.Empty.Add("f@1", new Observation(100, 10, 1000));
        for (var job = 0; job < 10; job++) book = book.Add("f@1", new Observation(100, 100, 0));

        Assert.InRange(book.Find("f@1")!.SecondsPerElement, 0.99, 1.0);
        Assert.Equal(1100, book.Entries["f@1"].Elements);
        Assert.InRange(book.Entries["f@1"].BytesPerElement, 0, 0.1);
    }

    [Fact]
    public void Add_NothingRan_ChangesNothing() => Assert.Same(StatisticsBook.Empty, StatisticsBook.Empty.Add("f@1", new Observation(0, 0, 0)));

    [Fact]
    public void Add_ManyFunctions_TheBookStaysSmall()
    {
        var book = StatisticsBook.Empty;
        for (var f = 0; f < 2_100; f++) book = book.Add($"f{f}@1", new Observation(1 + f, 1, 0));

        Assert.Equal(2_000, book.Entries.Count);
        Assert.NotNull(book.Find("f2099@1"));
    }

    [Fact]
    public void KeyOf_FusedFunctions_NamesAllWithTheirVersions()
    {
        var document = Documents.Parse(
            """ "n": { "range": { "count": 5000 } }, "a": { "map": "functions.square", "over": "n" }, "sum": { "reduce": "functions.add", "over": "a" } """, "\"sum\"");
        var pipelines = Documents.Pipelines(document, Documents.Snapshot()).Pipelines;

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
        var pipeline = Documents.Pipelines(document, Documents.Snapshot()).Pipelines.Single();

        Assert.Equal(tasks, new UnitSizing { Slots = 8, SecondsPerElement = _ => seconds }.TasksPerUnit(pipeline, pipeline.Count));
    }

    [Theory]
    [InlineData(null, 1000, 1.0)]
    [InlineData(0.001, 1000, 4.0)]
    [InlineData(0.000_001, 1000, 2.0)]
    [InlineData(10.0, 1, null)]
    public void BudgetOf_FarOverTheEstimate_OrAPartOfTheAimWhereThereIsNone(double? seconds, long tasks, double? budget)
    {
        var document = Documents.Parse(""" "n": { "range": { "count": 100000 } }, "a": { "map": "functions.square", "over": "n" } """, "\"a\"");
        var pipeline = Documents.Pipelines(document, Documents.Snapshot()).Pipelines.Single();

        Assert.Equal(budget, new UnitSizing { Slots = 8, SecondsPerElement = _ => seconds }.BudgetOf(pipeline, tasks)?.TotalSeconds);
    }

    [Fact]
    public void TasksPerUnit_LargeElements_UnitsMoveNoMoreThanTheyShould()
    {
        var document = Documents.Parse(""" "n": { "range": { "count": 100000 } }, "a": { "map": "functions.square", "over": "n" } """, "\"a\"");
        var pipeline = Documents.Pipelines(document, Documents.Snapshot()).Pipelines.Single();

        Assert.Equal(16, new UnitSizing { Slots = 8, SecondsPerElement = _ => 0.001, BytesPerElement = _ => 64 << 20 }.TasksPerUnit(pipeline, pipeline.Count));
    }

    [Fact]
    public void Add_PeaksAndInputs_AreLearnedAndFallSlowly()
    {
        var book = StatisticsBook.Empty.Add("f@1", new Observation(10, 10, 100, 1000, 1 << 30)).Add("f@1", new Observation(10, 10, 100, null, 1 << 20)).Add("f@1", new Observation(10, 10, 100));

        var learned = book.Find("f@1")!;
        Assert.Equal((100.0, 10.0), (learned.BytesInPerElement, learned.BytesPerElement));
        Assert.InRange(learned.PeakBytes, 600 << 20, 700 << 20);
        Assert.True(learned.UnitBytes > learned.PeakBytes);
    }

    [Fact]
    public void KeyOf_Query_IsOfItsText()
    {
        static string? Key(string query)
        {
            var document = Documents.Parse($$""" "r": { "read": { "files": ["a.parquet"] } }, "q": { "map": "sql", "over": "r", "args": { "query": "{{query}}" } } """, "\"q\"");
            return StatisticsBook.KeyOf(document, Documents.Pipelines(document, Documents.Snapshot(("r", 3))).Pipelines.Single());
        }

        Assert.Equal(Key("SELECT 1"), Key("SELECT 1"));
        Assert.NotEqual(Key("SELECT 1"), Key("SELECT 2"));
        Assert.StartsWith("sql@1#", Key("SELECT 1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Book_AsWritten_KeepsItsNames()
    {
        // What tenants have stored: add names, never change one.
        const string Stored = """{"entries":{"f@1":{"elements":10,"secondsPerElement":1,"bytesPerElement":10,"bytesInPerElement":100,"peakBytes":7}}}""";
        var book = StatisticsBook.Empty.Add("f@1", new Observation(10, 10, 100, 1000, 7));

        Assert.Equal(Stored, System.Text.Json.JsonSerializer.Serialize(book, System.Text.Json.JsonSerializerOptions.Web));
        Assert.Equal(book.Find("f@1"), System.Text.Json.JsonSerializer.Deserialize<StatisticsBook>(Stored, System.Text.Json.JsonSerializerOptions.Web)!.Find("f@1"));
        Assert.Equal(0, System.Text.Json.JsonSerializer.Deserialize<StatisticsBook>("""{"entries":{"g@1":{"elements":1,"secondsPerElement":1,"bytesPerElement":1}}}""", System.Text.Json.JsonSerializerOptions.Web)!.Find("g@1")!.PeakBytes);
    }
}
