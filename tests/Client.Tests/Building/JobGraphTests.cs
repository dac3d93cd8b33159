using System.Text;
using Serverless.Client.Building;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parsing;
using Serverless.Graph.Writing;

namespace Serverless.Client.Tests.Building;

public sealed class JobGraphTests
{
    private readonly JobGraph _graph = new("test");

    [Fact]
    public void Call_ConstantsAndDelayed_GivesTheDocumentWrittenByHand()
    {
        var week = 7;
        var seed = _graph.Call(() => Shop.Square(41)).Named("seed");
        var sum = _graph.Call(() => Shop.Add(seed, 1)).Named("answer");
        var price = _graph.Call(() => Shop.LoadAsync("de", week + 1)).Named("price");

        AssertSame(
            """
            {"version":1,"name":"test","nodes":{
              "seed":   { "call": "shop.square", "args": [41] },
              "answer": { "call": "shop.add", "args": [{ "$ref": "seed" }, 1] },
              "price":  { "call": "shop.load", "args": ["de", 8] } },
             "outputs": ["answer", "price"] }
            """,
            sum, price);
    }

    [Fact]
    public void Call_DelayedInListsAndRecords_BecomeReferences()
    {
        var one = _graph.Call(() => Shop.LoadAsync("de", 1)).Named("one");
        var two = _graph.Call(() => Shop.LoadAsync("fr", 2)).Named("two");
        var more = _graph.List([one, two]);
        var numbers = _graph.Call(() => Shop.Square(2)).Named("four");
        var total = _graph.Call(() => Shop.Total(new Basket("me", new List<Price> { one, new("at", 0.5) }) { Extra = two }, more.Value)).Named("total");
        var sum = _graph.Call(() => Shop.Sum(new long[] { numbers, 3 })).Named("sum");

        AssertSame(
            """
            {"version":1,"name":"test","nodes":{
              "one": { "call": "shop.load", "args": ["de", 1] }, "two": { "call": "shop.load", "args": ["fr", 2] }, "four": { "call": "shop.square", "args": [2] },
              "total": { "call": "shop.total", "args": [
                 { "owner": "me", "prices": [{ "$ref": "one" }, { "country": "at", "amount": 0.5 }], "extra": { "$ref": "two" } },
                 [{ "$ref": "one" }, { "$ref": "two" }] ] },
              "sum": { "call": "shop.sum", "args": [[{ "$ref": "four" }, 3]] } },
             "outputs": ["total", "sum"] }
            """,
            total, sum);
    }

    [Fact]
    public void Collections_EveryKind_GiveTheDocumentWrittenByHand()
    {
        var two = _graph.Call(() => Shop.Square(2)).Named("two");
        var all = _graph.Range(1_000_000).Named("all");
        var scaled = all.Map(x => Shop.Scale(x, two, null!, default)).Named("scaled");
        var total = scaled.Filter(x => Shop.IsEven(x)).Named("even").Reduce((a, b) => Shop.Add(a, b), splitEvery: 8).Named("total");
        var other = _graph.FromItems(3L, 1L, 2L).Named("items");
        var zipped = other.Zip(all.Take(3).Named("three"), (a, b) => Shop.Add(a, b)).Named("zipped");
        var top = zipped.TopK(2).Named("top").Values;
        var bands = all.FoldBy(x => Shop.Band(x), (a, b) => Shop.Add(a, b)).Named("bands");
        var folded = all.FoldBy(x => Shop.Band(x), (sum, x) => Shop.Add(sum, x), 5L, (a, b) => Shop.Add(a, b)).Named("folded");
        var names = _graph.FromFiles("a/*.txt").Named("files").Map(f => Shop.Read(f)).Named("names");
        var runs = all.MapPartitions(p => Shop.Running(p)).Named("runs");
        var list = other.Reduce(x => Shop.Sum(x)).Named("list");
        var pairs = other.Zip(zipped).Named("pairs").Count().Named("count");

        AssertSame(
            """
            {"version":1,"name":"test","nodes":{
              "two": { "call": "shop.square", "args": [2] },
              "all": { "range": 1000000 },
              "scaled": { "map": "shop.scale", "over": "all", "args": [{ "$ref": "two" }] },
              "even": { "filter": "shop.isEven", "over": "scaled" },
              "total": { "reduce": "shop.add", "over": "even", "splitEvery": 8 },
              "items": { "items": [3, 1, 2] },
              "three": { "take": 3, "over": "all" },
              "zipped": { "map": "shop.add", "over": ["items", "three"] },
              "top": { "topK": 2, "over": "zipped" },
              "bands": { "foldBy": "shop.add", "by": "shop.band", "over": "all" },
              "folded": { "foldBy": "shop.add", "by": "shop.band", "combine": "shop.add", "initial": 5, "over": "all" },
              "files": { "files": ["a/*.txt"] }, "names": { "map": "shop.read", "over": "files" },
              "runs": { "mapPartitions": "shop.running", "over": "all" },
              "list": { "reduce": "shop.sum", "over": "items" },
              "pairs": { "zip": {}, "over": ["items", "zipped"] }, "count": { "count": {}, "over": "pairs" } },
             "outputs": ["total", "top", "bands", "folded", "names", "runs", "list", "count"] }
            """,
            total, top, bands, folded, names, runs, list, pairs);
    }

    [Fact]
    public void Tables_SqlAndWrite_GiveTheDocumentWrittenByHand()
    {
        var flights = _graph.Read("flights", ["delay"], [[new Condition("delay", ComparisonOperator.Greater, Graph.Values.GraphValue.Of(0))]]).Named("flights");
        var totals = flights.Sql("SELECT 1 FROM input WHERE x > $least", new Dictionary<string, object?>(StringComparer.Ordinal) { ["least"] = 2.0 }).Named("counts").ReduceSql("SELECT 2").Named("totals");
        var rows = flights.As<FakeTable>().Map(t => Shop.Rows(t)).Named("rows");
        var joined = _graph.Sql("SELECT * FROM a JOIN b", ("a", totals), ("b", flights)).Named("joined");

        AssertSame(
            """
            {"version":1,"name":"test","nodes":{
              "flights": { "read": { "dataset": "flights", "columns": ["delay"], "where": [[["delay", ">", 0]]] } },
              "counts": { "map": "sql", "over": "flights", "args": { "query": "SELECT 1 FROM input WHERE x > $least", "parameters": { "least": 2.0 } } },
              "totals": { "reduce": "sql", "over": "counts", "args": { "query": "SELECT 2" } },
              "saved": { "write": { "dataset": "out", "partitionBy": ["m"], "mode": "append" }, "over": "totals" },
              "rows": { "map": "shop.rows", "over": "flights" },
              "joined": { "call": "sql", "over": { "a": "totals", "b": "flights" }, "args": { "query": "SELECT * FROM a JOIN b" } } },
             "outputs": ["saved", "rows", "joined"] }
            """,
            totals.Write("out", ["m"], WriteMode.Append).Named("saved"), rows, joined);
    }

    [Fact]
    public void Modifiers_OnNodes_AreInTheDocument()
    {
        var first = _graph.Call(() => Shop.Square(1)).Named("first");
        var second = _graph.Call(() => Shop.Square(2)).ThenAfter(first).Limit("db", 2).Semaphore("erp").Keep().With(p => p with { Retries = new(3) }).Named("second");

        AssertSame(
            """
            {"version":1,"name":"test","nodes":{
              "first": { "call": "shop.square", "args": [1] },
              "second": { "call": "shop.square", "args": [2], "after": ["first"], "keep": true, "policy": { "limits": { "db": 2 }, "semaphores": { "erp": 1 }, "retries": 3 } } },
             "outputs": ["second"] }
            """,
            second);
    }

    [Fact]
    public void Build_EqualCalls_AreOneNode()
    {
        var left = _graph.Call(() => Shop.Add(_graph.Call(() => Shop.Square(3)), 1));
        var three = 3;
        var right = _graph.Call(() => Shop.Add(_graph.Call(() => Shop.Square(three)), 1));

        Assert.Equal(left.Node, right.Node);
        Assert.Equal(2, _graph.Build(left, right).Nodes.Count);
    }

    [Fact]
    public void Build_ImpureCalls_StayTwo() =>
        Assert.Equal(2, _graph.Build(_graph.Call(() => Shop.Roll(6)), _graph.Call(() => Shop.Roll(6))).Nodes.Count);

    [Fact]
    public void ThenAfter_EqualNodeOfAnEarlierStep_MakesNoCycle()
    {
        var first = _graph.Call(() => Shop.Square(3));
        var then = _graph.Call(() => Shop.Add(first, 1));
        var again = _graph.Call(() => Shop.Square(3)).ThenAfter(then);

        Assert.Equal(3, _graph.Build(again).Nodes.Count);
    }

    [Fact]
    public void Build_UnusedNodes_AreLeftOut()
    {
        _graph.Call(() => Shop.Square(1));

        Assert.Equal("shop.square-2", Assert.Single(_graph.Build(_graph.Call(() => Shop.Square(2))).Nodes).Id.Value);
    }

    private void AssertSame(string byHand, params GraphHandle[] outputs)
    {
        var catalog = new FunctionCatalogBuilder().Add(BuiltInFunctions.Sql("unknown")).MapType(typeof(FakeTable), DataType.Table).Add(typeof(Shop)).Build();
        var expected = JobParser.Parse(Encoding.UTF8.GetBytes(byHand), catalog).Require();
        var built = _graph.Build(outputs);
        Assert.Equal(Sorted(expected), Sorted(built));
        Assert.Equal(DocumentHash.Of(expected), DocumentHash.Of(built));
    }

    private static string Sorted(JobDocument document)
    {
        var nodes = document.Nodes.OrderBy(n => n.Id).Select(n =>
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            JobWriter.WriteNode(n, buffer);
            return $"{n.Id}: {Encoding.UTF8.GetString(buffer.WrittenSpan)}";
        });
        return string.Join('\n', nodes);
    }
}
