using Serverless.Client.Building;
using Serverless.Store.Failures;
using Serverless.Tables;

namespace Serverless.Embedded.Tests.Tables;

/// <summary>.NET methods that take and give tables and records, against plain loops, with and without an engine.</summary>
public sealed class TableFunctionTests(RunningHost running) : IClassFixture<RunningHost>
{
    private readonly JobGraph _graph = new("tables");

    [Fact]
    public async Task Map_MethodsAndQueriesInOneChain_GiveTheLoopsTotals()
    {
        var totals = _graph.Range(6).Map(t => Legs.Make(t))
            .AsTables().Sql("SELECT (minutes + $more)::INTEGER AS minutes FROM input WHERE origin = 'OSL'", new Dictionary<string, object?> { ["more"] = 1 })
            .As<Table>().Map(t => Legs.Doubled(t, default)).Map(t => Legs.Total(t, default));

        await AssertAsync(Enumerable.Range(0, 6).Select(t => Enumerable.Range(1, Legs.RowsEach - 1).Sum(row => (Legs.MinutesOf(t, row) + 1L) * 2)), totals);
    }

    [Fact]
    public async Task Reduce_ByAMethodOfTables_GivesTheLoopsGreatest()
    {
        var longest = _graph.Range(40).Map(t => Legs.Make(t)).Reduce(tables => Legs.Longest(tables, default), splitEvery: 4);
        var total = _graph.Call(() => Legs.Total(longest, default));

        Assert.Equal(Legs.MinutesOf(39, Legs.RowsEach - 1), await running.Host.ComputeAsync(total));
        Assert.Equal(Legs.MinutesOf(39, Legs.RowsEach - 1), running.Host.ComputeEager(total));
    }

    [Fact]
    public async Task Call_WithAllTablesOfACollection_SeesAllRows()
    {
        var tables = _graph.Range(5).Map(t => Legs.Make(t)).Keep();
        var total = _graph.Call(() => Legs.Total(tables.AsTables().Whole<Table>(), default));

        Assert.Equal(Enumerable.Range(0, 5).Sum(t => Enumerable.Range(0, Legs.RowsEach).Sum(row => (long)Legs.MinutesOf(t, row))), await running.Host.ComputeAsync(total));
    }

    [Fact]
    public async Task Map_RecordsAsArgumentsAndResults_AreTheLoopsRecords()
    {
        var later = _graph.Range(9).Map(n => Legs.Record(n)).Keep().Map(leg => Legs.Later(leg, 5));

        await AssertAsync(Enumerable.Range(0, 9).Select(n => Legs.Later(Legs.Record(n), 5)), later);
    }

    [Fact]
    public async Task Sql_OverListsOfRecords_SeesThemAsRows()
    {
        var sums = _graph.Range(1, 5).Map(n => Legs.Records(n))
            .AsTables().Sql("SELECT sum(minutes)::INTEGER AS minutes FROM input").As<Table>().Map(t => Legs.Total(t, default));

        await AssertAsync(Enumerable.Range(1, 4).Select(n => Legs.Records(n).Sum(l => (long)l.Minutes)), sums);
    }

    [Theory]
    [InlineData("record-legs", 700, false)]
    [InlineData("list-legs", 30, true)]
    public async Task Write_Records_IsADatasetWithTheirColumnsAndTypes(string dataset, long count, bool asLists)
    {
        await running.Host.ComputeAsync(asLists
            ? _graph.Range(count).Map(n => Legs.Records(n)).Write(dataset, ["origin"])
            : _graph.Range(count).Map(n => Legs.Record(n)).Write(dataset, ["origin"]));

        var read = new JobGraph("read").Read(dataset)
            .Sql("SELECT count(*)::INTEGER AS n, sum(minutes)::INTEGER AS minutes, sum(price) AS price, max(day) AS day, count(note)::INTEGER AS notes, typeof(any_value(note)) AS noteType FROM input")
            .ReduceSql("SELECT sum(n)::INTEGER AS n, sum(minutes)::INTEGER AS minutes, sum(price) AS price, max(day) AS day, sum(notes)::INTEGER AS notes, min(noteType) AS noteType FROM input");
        var summary = (await running.Host.ComputeAsync(read.As<Table>().Map(t => Summaries.Of(t, default))))[0];

        var expected = Enumerable.Range(0, (int)count).SelectMany(n => asLists ? Legs.Records(n) : [Legs.Record(n)]).ToList();
        Assert.Equal(new Summary(expected.Count, expected.Sum(l => l.Minutes), expected.Sum(l => l.Price), expected.Max(l => l.Day), expected.Count(l => l.Note is not null), "VARCHAR"), summary);
    }

    [Fact]
    public async Task Write_ValuesThatAreNoRecords_FailsWithTheReason()
    {
        var error = await Assert.ThrowsAsync<JobFailedException>(() => running.Host.ComputeAsync(_graph.Range(3).Map(n => Summaries.Loose(n)).Write("loose")));

        Assert.Equal(FailureKind.UserException, error.First!.Kind);
        Assert.Matches("A table is made of records, and this is none: [012]", error.Message);
    }

    private async Task AssertAsync<T>(IEnumerable<T> expected, Collection<T> collection)
    {
        Assert.Equal(expected, await running.Host.ComputeAsync(collection));
        Assert.Equal(expected, running.Host.ComputeEager(collection));
    }
}
