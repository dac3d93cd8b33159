using System.Text;
using Serverless.Client.Building;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parameters;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;
using Serverless.Graph.Writing;

namespace Serverless.Client.Tests.Building;

/// <summary>Parameters of graphs: typed in C#, and those of a document underneath.</summary>
public sealed class GraphParameterTests
{
    private readonly JobGraph _graph = new("test");

    [Fact]
    public void Build_ParametersInCallsQueriesAndConditions_IsTheDocumentWrittenByHand()
    {
        var (week, country) = (_graph.Parameter("week", 7, "of the year"), _graph.Parameter("country", "de", null, "de", "fr"));
        var day = _graph.Parameter("day", new DateOnly(2026, 11, 30));
        var numbers = _graph.Parameter("numbers", new long[] { 1, 2 });
        var price = _graph.Call(() => Shop.LoadAsync(country, week)).Named("price");
        var sum = _graph.Call(() => Shop.Sum(numbers.Value)).Named("sum");
        var basket = _graph.Call(() => Shop.Sum(new long[] { week, 3 })).Named("basket");
        var read = _graph.Read("sales", where: [[new Condition("day", ComparisonOperator.Equal, day.ToGraphValue())]]).Named("read");
        var rows = read.Sql("SELECT $day, $n FROM input", new Dictionary<string, object?> { ["n"] = week }).Named("rows");
        const string byHand = """
            {"version":1,"name":"test",
             "parameters": { "week": { "type": "integer", "default": 7 }, "country": { "type": "string", "default": "de", "values": ["de", "fr"] },
                             "day": { "type": "date", "default": "2026-11-30" }, "numbers": { "type": "list", "of": "integer", "default": [1, 2] } },
             "nodes":{
              "price": { "call": "shop.load", "args": [{ "$param": "country" }, { "$param": "week" }] },
              "sum": { "call": "shop.sum", "args": [{ "$param": "numbers" }] },
              "basket": { "call": "shop.sum", "args": [[{ "$param": "week" }, 3]] },
              "read": { "read": { "dataset": "sales", "where": [[["day", "==", "2026-11-30"]]] } },
              "rows": { "map": "sql", "over": "read", "args": ["SELECT $day, $n FROM input", { "day": { "date": "2026-11-30" }, "n": 7 }] } },
             "outputs": ["price", "sum", "basket", "rows"] }
            """;

        GraphHandle[] outputs = [price, sum, basket, rows];
        Assert.Equal(DocumentHash.Of(Parse(byHand)), DocumentHash.Of(_graph.Build(outputs)));
        // Everything is declared with its value as the default: others give their own.
        var others = GivenParameters.None.WithText("week", "8").WithText("day", "2026-12-01").PutInto(_graph.ToUtf8(outputs));
        _graph.Set(week, 8);
        _graph.Set(day, new DateOnly(2026, 12, 1));
        Assert.Equal(DocumentHash.Of(_graph.Build(outputs)), DocumentHash.Of(Parse(Encoding.UTF8.GetString(others))));
        Assert.Contains("2026-12-01", Encoding.UTF8.GetString(JobWriter.ToUtf8(_graph.Build(outputs))), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameter_EveryType_IsDeclaredAsSuch()
    {
        _graph.Parameter("a", 1);
        _graph.Parameter("b", 1.5f);
        _graph.Parameter("c", 1.50m);
        _graph.Parameter("d", true);
        _graph.Parameter("e", new DateTime(2026, 11, 30, 17, 30, 0));
        _graph.Parameter("f", new DateTimeOffset(2026, 11, 30, 17, 30, 0, TimeSpan.FromHours(1)));
        _graph.Parameter<IReadOnlyList<string>>("g", ["x"]);
        _graph.Parameter<string?>("h", null);
        var document = _graph.Build(_graph.Range(1));

        Assert.Equal("integer number decimal boolean timestamp instant list of string string", string.Join(' ', document.Parameters.Select(p => p.Type)));
        Assert.Equal(
            [GraphValue.Of(1), GraphValue.Of(1.5), GraphValue.Of(1.50m), GraphValue.Of(true), GraphValue.Of("2026-11-30T17:30:00"), GraphValue.Of("2026-11-30T16:30:00Z"), GraphValue.List([GraphValue.Of("x")]), GraphValue.Null],
            document.Parameters.Select(p => p.Value));
    }

    [Fact]
    public void Parameter_WhatCannotBeOne_IsRefused()
    {
        _graph.Parameter("day", 1);
        var other = new JobGraph("other");
        var foreign = other.Parameter("x", 5L);

        Assert.Throws<ArgumentException>(() => _graph.Parameter("DAY", 1));
        Assert.Throws<GraphBuildException>(() => _graph.Parameter("u", new Uri("https://x.example")));
        Assert.Throws<GraphBuildException>(() => _graph.Call(() => Shop.Square(foreign)));
        Assert.Throws<ArgumentException>(() => _graph.Set(foreign, 6));
        Assert.Throws<InvalidOperationException>(() => foreign + 1L);
        _graph.Parameter("password", "x");
        Assert.Equal(ProblemRules.ParameterUse, Assert.Throws<JobInvalidException>(() => _graph.Build(_graph.Range(1))).Problems.Single().Rule);
    }

    private static JobDocument Parse(string text) => JobParser.Parse(Encoding.UTF8.GetBytes(text), new FunctionCatalogBuilder().Add(BuiltInFunctions.Sql("unknown")).Add(typeof(Shop)).Build()).Require();
}
