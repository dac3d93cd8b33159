using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serverless.BuiltIns;
using Serverless.Client.Building;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Testing;
using Condition = Serverless.Graph.Kinds.Condition;

namespace Serverless.Embedded.Tests.Pages;

/// <summary>Code on the pages compiles and runs: each block is a part of this folder's source, between <c>// snippet</c> and <c>// end</c>.</summary>
public sealed class SnippetTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    [Fact]
    public void CSharp_OnPages_IsSourceOfTests()
    {
        var compiled = Directory.EnumerateFiles(RepositoryRoot.Of("tests", "Embedded.Tests", "Pages"), "*.cs")
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"^ *// snippet\n(.*?)^ *// end$", RegexOptions.Singleline | RegexOptions.Multiline, MaxWait))
            .Select(m => Plain(m.Groups[1].Value))
            .ToList();
        var shown = Blocks("csharp").ToList();

        Assert.NotEmpty(shown);
        Assert.All(shown, block => Assert.Contains(Plain(block.Text), compiled));
        Assert.All(compiled, code => Assert.Contains(code, shown.Select(block => Plain(block.Text))));
    }

    [Fact]
    public void Json_OnPages_IsRight()
    {
        var catalog = new FunctionCatalogBuilder().AddBuiltIns().Build();
        var blocks = Blocks("json").ToList();

        Assert.NotEmpty(blocks);
        foreach (var (page, text) in blocks)
        {
            // Nodes alone are shown as they stand in a document.
            var document = text.TrimStart().StartsWith('{')
                ? text
                : $$"""{ "version": 1, "name": "shown", "nodes": { {{text}} }, "outputs": [{{LastNodeOf(text)}}] }""";
            document = WithDays(document);
            var result = JobParser.Parse(System.Text.Encoding.UTF8.GetBytes(document), catalog);
            Assert.True(result.Problems.IsEmpty, $"{page}: {ProblemFormatter.Format(result.Problems, document)}");
        }
    }

    [Fact]
    public async Task Squares()
    {
        // snippet
        await using var here = await LocalHost.StartAsync();
        var graph = new JobGraph("squares");
        var total = await here.ComputeAsync(graph.Range(1_000_000).Map(x => Numbers.Square(x)).Reduce((a, b) => Numbers.Add(a, b)));
        // end
        Assert.Equal(333_332_833_333_500_000, total);
    }

    [Fact]
    public void Document()
    {
        // snippet
        var graph = new JobGraph("prices");
        var week = graph.Call(() => Shops.LoadAsync("de", 7));             // Delayed<Price>
        var total = graph.Range(1_000_000).Map(x => Numbers.Square(x)).Reduce((a, b) => Numbers.Add(a, b)).Named("total");
        var job = graph.Build(total);                                      // JobDocument
        // end
        Assert.NotNull(week);
        Assert.Equal("total", Assert.Single(job.Outputs).ToString());
    }

    [Fact]
    public void Parameters()
    {
        var graph = new JobGraph("parameters");
        // snippet
        var day = graph.Parameter("day", new DateOnly(2026, 11, 30), "The night's day");     // Parameter<DateOnly>
        var prices = graph.Call(() => Shops.Load("de", day));                                 // stands for a DateOnly
        var late = graph.Read("sales", where: [[new Condition("day", ComparisonOperator.Equal, day.ToGraphValue())]]).Sql("SELECT * FROM input WHERE shipped > $day");
        graph.Set(day, new DateOnly(2026, 12, 1));                                            // for what is built from now on
        var template = graph.ToUtf8(late);                                                    // JSON with the parameters in it, for others
        // end
        Assert.NotNull(prices);
        using var json = JsonDocument.Parse(template);
        Assert.Equal("date", json.RootElement.GetProperty("parameters").GetProperty("day").GetProperty("type").GetString());
    }

    [Fact]
    public void Shuffle()
    {
        var graph = new JobGraph("orders");
        // snippet
        var known = graph.Read("orders").Join(graph.Read("customers"), [new JoinKey("customer", "id")], JoinHow.Left);
        var totals = known.GroupBy(["country"], new("orders", GroupFunction.Count), new("amount", GroupFunction.Sum, "amount"));
        // end
        Assert.All(new GraphHandle?[] { known, totals }, Assert.NotNull);
    }

    // A day for each date that has no default: pages show documents without the values that a submission gives.
    private static string WithDays(string document)
    {
        var json = JsonNode.Parse(document)!.AsObject();
        if (json["parameters"] is not JsonObject parameters) return document;
        var days = parameters.Where(p => p.Value!["type"]!.GetValue<string>() == "date" && p.Value["default"] is null);
        json["params"] = new JsonObject(days.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)"2026-11-30")));
        return json.ToJsonString();
    }

    private static string LastNodeOf(string text) => Regex.Matches(text, @"^(""\w+""):", RegexOptions.Multiline, MaxWait)[^1].Groups[1].Value;

    private static IEnumerable<(string Page, string Text)> Blocks(string language) =>
        Directory.EnumerateFiles(RepositoryRoot.Of("docs"), "*.md", SearchOption.AllDirectories)
            .Append(RepositoryRoot.Of("README.md"))
            .SelectMany(page => Regex.Matches(File.ReadAllText(page), $"```{language}\n(.*?)\n```", RegexOptions.Singleline, MaxWait)
                .Select(m => (Path.GetFileName(page), m.Groups[1].Value)));

    // The same, however far it is indented, wrapped or commented beside.
    private static string Plain(string text) => Regex.Replace(text, @"\s+", "", RegexOptions.None, MaxWait);
}
