using System.Text;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Tokens;

public sealed class NodeTokensTests
{
    private const string Base = """
        "src": { "range": 3 },
        "x": { "call": "math.add", "args": [1, 2] },
        "a": { "map": "math.add", "over": "src", "args": [{ "$ref": "x" }] }
        """;

    [Theory]
    [InlineData("""{ "map": "math.add", "over": "src", "args": { "right": { "$ref": "x" } } }""")]
    [InlineData("""{ "map": "math.add", "over": "src", "args": [{ "$ref": "y" }] }""")]
    [InlineData("""{ "map": "math.add", "over": "src2", "args": [{ "$ref": "x" }] }""")]
    [InlineData("""{ "map": "math.add", "over": "src", "args": [{ "$ref": "x" }], "keep": true, "after": ["data"], "policy": { "retries": 5 } }""")]
    public void Compute_SameWorkWrittenOtherwise_SameToken(string node) => Assert.Equal(TokenOf(Base), TokenOf(Other(node)));

    [Theory]
    [InlineData("""{ "map": "math.add", "over": "src", "args": [3] }""")]
    [InlineData("""{ "map": "math.add", "over": "src", "args": [{ "$ref": "z" }] }""")]
    [InlineData("""{ "map": "math.add", "over": "longer", "args": [{ "$ref": "x" }] }""")]
    [InlineData("""{ "map": "math.add", "over": { "left": "src" }, "args": [{ "$ref": "x" }] }""")]
    [InlineData("""{ "map": "math.same", "over": "src", "args": [{ "$ref": "x" }] }""")]
    [InlineData("""{ "mapPartitions": "math.total", "over": "src" }""")]
    [InlineData("""{ "reduce": "math.add", "over": "src" }""")]
    [InlineData("""{ "reduce": "math.add", "over": "src", "splitEvery": 4 }""")]
    [InlineData("""{ "take": 2, "over": "src" }""")]
    [InlineData("""{ "take": 3, "over": "src" }""")]
    [InlineData("""{ "topK": 3, "over": "src" }""")]
    [InlineData("""{ "topK": { "count": 3, "by": "math.same" }, "over": "src", "after": ["x"] }""")]
    [InlineData("""{ "topK": { "count": 3, "ascending": true }, "over": "src" }""")]
    [InlineData("""{ "count": {}, "over": "src" }""")]
    [InlineData("""{ "zip": {}, "over": ["src", "src"] }""")]
    [InlineData("""{ "zip": {}, "over": ["src", "src2", "src"] }""")]
    [InlineData("""{ "items": [1, 2] }""")]
    [InlineData("""{ "items": [1, 2.0] }""")]
    [InlineData("""{ "items": [1, { "$ref": "x" }] }""")]
    [InlineData("""{ "foldBy": "math.add", "by": "math.same", "over": "src" }""")]
    [InlineData("""{ "foldBy": "math.add", "by": "math.same", "over": "src", "initial": null }""")]
    [InlineData("""{ "foldBy": "math.add", "by": "math.same", "over": "src", "combine": "math.add" }""")]
    [InlineData("""{ "range": { "from": 1, "to": 3 } }""")]
    public void Compute_OtherWork_TokenOfItsOwn(string node)
    {
        var others = typeof(NodeTokensTests).GetMethod(nameof(Compute_OtherWork_TokenOfItsOwn))!.GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!).First().Value!)
            .Where(other => other != node);

        Assert.DoesNotContain(TokenOf(Other(node)), others.Select(other => TokenOf(Other(other))).Append(TokenOf(Base)));
    }

    [Theory]
    [InlineData("x", "y", "[\"x\", \"y\"]", false)]
    [InlineData("y", "x", "[\"y\", \"x\"]", true)]
    [InlineData("z", "y", "[\"z\", \"y\"]", true)]
    [InlineData("z", "w", "{ \"x\": \"z\", \"y\": \"w\" }", false)]
    public void Compute_QueryOverTwo_TheNamesThatItSeesAreInTheToken(string first, string second, string over, bool isOther)
    {
        static Token Of(string first, string second, string over) => Compute(
            $$"""
            "{{first}}": { "items": [{ "v": 1 }] }, "{{second}}": { "items": [{ "v": 2 }] },
            "a": { "call": "sql", "over": {{over}}, "args": { "query": "SELECT (FROM x) - (FROM y)" } }
            """,
            "job",
            TestFunctions.Catalog).Of(new NodeId("a"))!.Value;

        Assert.Equal(isOther, Of("x", "y", "[\"x\", \"y\"]") != Of(first, second, over));
    }

    [Theory]
    [InlineData("""{ "call": "texts.length", "args": [{ "name": "feed.txt" }] }""", true)]
    [InlineData("""{ "map": "texts.length", "over": "named" }""", true)]
    [InlineData("""{ "map": "texts.length", "over": "few" }""", true)]
    [InlineData("""{ "map": "texts.length", "over": "files" }""", false)]
    [InlineData("""{ "call": "texts.length", "args": [{ "name": "values/0123" }] }""", false)]
    public void Compute_BytesOfABlobThatTheDocumentNames_AreTheJobsOwn(string node, bool isOwn)
    {
        var catalog = new FunctionCatalogBuilder().Add(typeof(Texts)).Build();
        var nodes = $$""" "named": { "items": [{ "name": "feed.txt" }] }, "few": { "take": 1, "over": "named" }, "files": { "files": ["feed.txt"] }, "a": {{node}} """;

        Assert.Equal(isOwn, Compute(nodes, "job 1", catalog).Of(new NodeId("a")) != Compute(nodes, "job 2", catalog).Of(new NodeId("a")));
    }

    private static class Texts
    {
        [TaskFunction]
        public static long Length(BlobRef text) => text.Length ?? 0;
    }

    [Fact]
    public void Compute_OtherVersionOfAFunction_ChangesAllThatDependOnIt()
    {
        var (one, two) = (Compute(Base, "job", Catalog("1")), Compute(Base, "job", Catalog("2")));

        Assert.Equal(one.Of(new NodeId("src")), two.Of(new NodeId("src")));
        Assert.NotEqual(one.Of(new NodeId("x")), two.Of(new NodeId("x")));
        Assert.NotEqual(one.Of(new NodeId("a")), two.Of(new NodeId("a")));
    }

    [Theory]
    [InlineData("SELECT math.add(v, 1) FROM input", true)]
    [InlineData("SELECT \\\"math.add\\\"(v, 1) FROM input", true)]
    [InlineData("SELECT \\\"Math\\\".\\\"ADD\\\"(v, 1) FROM input", true)]
    [InlineData("SELECT 1 -- not math.add", true)]
    [InlineData("SELECT math.added, amath.add, math.add2 FROM input", false)]
    [InlineData("SELECT math.same(v, 1) FROM input", false)]
    [InlineData("SELECT v + 1 FROM input", false)]
    public void Compute_OtherVersionOfAFunctionThatSqlNames_IsAnotherToken(string query, bool named)
    {
        var nodes = $$"""  "t": { "read": { "dataset": "d" } }, "a": { "map": "sql", "over": "t", "args": { "query": "{{query}}" } } """;

        var (one, two) = (Compute(nodes, "job", Catalog("1")), Compute(nodes, "job", Catalog("2")));

        Assert.Equal(named, one.Of(new NodeId("a")) != two.Of(new NodeId("a")));
    }

    [Fact]
    public void Compute_SqlNamesAnImpureFunction_IsTheJobsOwn()
    {
        const string nodes = """  "t": { "read": { "dataset": "d" } }, "a": { "map": "sql", "over": "t", "args": { "query": "SELECT dice.roll()" } } """;

        Assert.NotEqual(Compute(nodes, "job-1").Of(new NodeId("a")), Compute(nodes, "job-2").Of(new NodeId("a")));
    }

    [Theory]
    [InlineData("SELECT now() t, v FROM input", true)]
    [InlineData("SELECT v, CURRENT_DATE FROM input", true)]
    [InlineData("SELECT \\\"random\\\" () FROM input", true)]
    [InlineData("SELECT v FROM input USING SAMPLE 10%", true)]
    [InlineData("SELECT randomness, now, uuid, current_dates, snow() FROM input", false)]
    [InlineData("SELECT sum(v) FROM input", false)]
    public void Compute_SqlThatMayDifferEachTime_IsTheJobsOwn(string query, bool isOwn)
    {
        var nodes = $$"""  "t": { "read": { "dataset": "d" } }, "a": { "map": "sql", "over": "t", "args": { "query": "{{query}}" } } """;

        Assert.Equal(isOwn, Compute(nodes, "job-1").Of(new NodeId("a")) != Compute(nodes, "job-2").Of(new NodeId("a")));
    }

    [Theory]
    [InlineData("""{ "call": "dice.roll" }""")]
    [InlineData("""{ "call": "math.add", "args": [1, 2], "policy": { "cache": "none" } }""")]
    [InlineData("""{ "write": { "dataset": "out", "mode": "append" }, "over": "data" }""")]
    public void Compute_ResultsThatAreTheJobsOwn_DifferByJobAndNode(string node)
    {
        var document = $"{Base.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)}, \"data\": {{ \"read\": {{ \"dataset\": \"d\" }} }}, \"a\": {node}, \"again\": {node}";
        var (one, two) = (Compute(document, "job-1"), Compute(document, "job-2"));

        Assert.NotEqual(one.Of(new NodeId("a")), two.Of(new NodeId("a")));
        Assert.NotEqual(one.Of(new NodeId("a")), one.Of(new NodeId("again")));
        Assert.Equal(one.Of(new NodeId("a")), Compute(document, "job-1").Of(new NodeId("a")));
        Assert.Equal(one.Of(new NodeId("b")), two.Of(new NodeId("b")));
    }

    [Fact]
    public void Compute_SourceNotResolved_LeavesItAndItsDependentsOpen()
    {
        var document = """
            "data": { "read": { "dataset": "d" } }, "files": { "files": ["*"] }, "free": { "range": 2, "after": ["data"] },
            "t": { "map": "sql", "over": "data", "args": { "query": "FROM input" } },
            "n": { "count": {}, "over": "files" }, "a": { "call": "math.add", "args": [{ "$ref": "n" }, 1] }
            """;
        var (open, resolved) = (Compute(document, "job", sources: []), Compute(document, "job"));

        Assert.All(new[] { "data", "files", "t", "n", "a" }, n => Assert.Null(open.Of(new NodeId(n))));
        Assert.NotNull(open.Of(new NodeId("free")));
        Assert.All(new[] { "data", "files", "t", "n", "a" }, n => Assert.NotNull(resolved.Of(new NodeId(n))));
    }

    [Theory]
    [InlineData("""{ "read": { "dataset": "d", "columns": ["x"] } }""")]
    [InlineData("""{ "read": { "dataset": "d", "where": [[["x", ">", 1]]] } }""")]
    [InlineData("""{ "read": { "dataset": "d", "split": { "rows": 5 } } }""")]
    [InlineData("""{ "read": { "dataset": "d", "table": "t" } }""")]
    public void Compute_OtherPartOfTheSameDataset_TokenOfItsOwn(string read) =>
        Assert.NotEqual(TokenOf("""  "a": { "read": { "dataset": "d" } } """), TokenOf($"\"a\": {read}"));

    private static string Other(string node) => $$"""
        "src2": { "range": { "count": 3 } }, "longer": { "range": 4 }, "data": { "range": 9 }, "src": { "range": 3 },
        "z": { "call": "math.add", "args": [2, 1] }, "y": { "call": "math.add", "args": { "right": 2, "left": 1 } }, "x": { "call": "math.add", "args": [1, 2] },
        "a": {{node}}
        """;

    private static Token TokenOf(string nodes) => Compute(nodes, "job").Of(new NodeId("a"))!.Value;

    private static NodeTokens Compute(string nodes, string salt, FunctionCatalog? catalog = null, Dictionary<NodeId, Token>? sources = null)
    {
        var text = $$"""{ "version": 1, "name": "x", "outputs": ["a"], "nodes": { {{nodes}} } }""";
        var document = JobParser.Parse(Encoding.UTF8.GetBytes(text), catalog ?? Catalog("1")).Require();
        sources ??= document.Nodes.Where(n => n is ReadNode or FilesNode).ToDictionary(n => n.Id, _ => Token.Parse(new string('a', 64)));
        return NodeTokens.Compute(document, sources, salt);
    }

    private static FunctionCatalog Catalog(string version)
    {
        FunctionParameter[] two = [new("left", DataType.Integer), new("right", DataType.Integer) { Optional = true }];
        return new FunctionCatalogBuilder()
            .Add(new FunctionDescriptor { Name = "math.add", Version = version, Parameters = [.. two], Result = DataType.Integer })
            .Add(BuiltInFunctions.Sql("1"))
            .Add(new FunctionDescriptor { Name = "math.same", Version = "1", Parameters = [.. two], Result = DataType.Integer })
            .Add(new FunctionDescriptor { Name = "math.total", Version = "1", Parameters = [two[0] with { Type = DataType.ListOf(DataType.Integer) }], Result = DataType.Integer })
            .Add(new FunctionDescriptor { Name = "dice.roll", Version = "1", Impure = true, Result = DataType.Integer })
            .Build();
    }
}
