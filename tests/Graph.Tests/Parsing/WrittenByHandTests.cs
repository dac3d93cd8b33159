using System.Text;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Parsing;

/// <summary>What people may write in a document that JSON does not have: comments, a last comma, queries of several lines, texts from files.</summary>
public sealed class WrittenByHandTests
{
    private const string Query = """{ "version": 1, "name": "n", "nodes": { "t": { "items": [{ "n": 1 }] }, "q": { "call": "sql", "over": "t", "args": { "query": QUERY } } }, "outputs": ["q"] }""";

    [Theory]
    [InlineData("{ /* a */ \"a\": 1, // b\n \"c\": [1, 2,], }", "{         \"a\": 1,     \n \"c\": [1, 2 ]  }")]
    [InlineData("[\"// no\", \"/* no */\", \"\\\"// no\", ]", "[\"// no\", \"/* no */\", \"\\\"// no\"  ]")]
    [InlineData("[1, // one\n]", "[1        \n]")]
    [InlineData("[1] // end", "[1]       ")]
    public void Plain_CommentsAndLastCommas_BecomeSpaces(string text, string plain)
    {
        var made = RelaxedJson.Plain(Encoding.UTF8.GetBytes(text))!;

        Assert.Equal(text.Length, made.Length);
        using var expected = JsonDocument.Parse(plain);
        using var json = JsonDocument.Parse(made);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, json.RootElement));
    }

    [Theory]
    [InlineData("{\"a\": [1, 2], \"b\": \"//\"}")]
    [InlineData("[1,, 2]")]
    [InlineData("[1,,]")]
    [InlineData("[,]")]
    [InlineData("{\"a\":,}")]
    [InlineData("[1 /* never ends")]
    [InlineData("\"open // text")]
    public void Plain_NeitherOfThem_IsNothing(string text) => Assert.Null(RelaxedJson.Plain(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Plain_CommentsAnywhereInADocument_ChangeNothing()
    {
        var tokens = new[] { "{", "\"version\"", ":", "1", ",", "\"name\"", ":", "\"a\"", ",", "\"nodes\"", ":", "{", "\"n\"", ":", "{", "\"items\"", ":", "[", "1", ",", "\"/*//,]\"", "]", "}", "}", ",", "\"outputs\"", ":", "[", "\"n\"", "]", "}" };
        var expected = DocumentHash.Of(Parse(string.Join(' ', tokens)));
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            foreach (var token in tokens)
            {
                if (token is "]" or "}" && text.ToString().TrimEnd()[^1] is not ('[' or '{') && random.Next(3) == 0) text.Append(',');
                text.Append(random.Next(6) switch { 0 => "// \"x\", ]\n", 1 => "/* } , */", 2 => "/**/", 3 => "\r\n\t", _ => " " }).Append(token);
            }

            Assert.Equal(expected, DocumentHash.Of(Parse(text.ToString())));
        }
    }

    [Fact]
    public void Parse_ProblemBehindComments_IsWhereItStands()
    {
        var result = JobParser.Parse("{ // one\n \"version\": 1, /* two\n */ \"name\": \"n\", \"nodes\": { \"a\": { \"rang\": 1, }, }, \"outputs\": [\"a\"] }"u8, TestFunctions.Catalog);

        var problem = Assert.Single(result.Problems, p => p.Suggestion == "range");
        Assert.Equal((3, 36), (problem.Line, problem.Column));
    }

    [Fact]
    public void Parse_QueryOfLines_IsTheSameQuery()
    {
        var lines = Parse(Query.Replace("QUERY", """["SELECT 1", "FROM input"]""", StringComparison.Ordinal));

        Assert.Equal(DocumentHash.Of(Parse(Query.Replace("QUERY", "\"SELECT 1\\nFROM input\"", StringComparison.Ordinal))), DocumentHash.Of(lines));
        Assert.Equal(DocumentHash.Of(lines), DocumentHash.Of(Parse(Query.Replace("{ \"query\": QUERY }", """[["SELECT 1", "FROM input"]]""", StringComparison.Ordinal))));
    }

    [Fact]
    public void Parse_LinesThatNameAParameter_GetIt()
    {
        var document = Parse("""{ "version": 1, "name": "n", "parameters": { "least": { "type": "integer", "default": 2 } }, "nodes": { "t": { "items": [{ "n": 1 }] }, "q": { "call": "sql", "over": "t", "args": { "query": ["SELECT 1 -- $not", "WHERE 1 > $least"] } } }, "outputs": ["q"] }""");

        Assert.Equal(["least"], document.Nodes[new NodeId("q")].Args.AsMap().Single(entry => entry.Key == "parameters").Value.AsMap().Select(entry => entry.Key));
    }

    [Fact]
    public void Parse_LinesThatAreNoTexts_AreRefused()
    {
        var result = JobParser.Parse(Encoding.UTF8.GetBytes(Query.Replace("QUERY", """["SELECT", 1]""", StringComparison.Ordinal)), TestFunctions.Catalog);

        Assert.Contains(result.Problems, p => p.Path == "$.nodes.q.args.query");
    }

    [Fact]
    public void TextFiles_FilesInArguments_ArePutIn()
    {
        var document = Query.Replace("QUERY", """{ "$file": "q.sql" }""", StringComparison.Ordinal);

        var texts = TextFiles.Read(Encoding.UTF8.GetBytes(document), name => name == "q.sql" ? "SELECT \"é\"\nFROM input" : throw new InvalidOperationException(name))!;

        Assert.Equal(DocumentHash.Of(Parse(Query.Replace("QUERY", """["SELECT \"é\"", "FROM input"]""", StringComparison.Ordinal))), DocumentHash.Of(JobParser.Parse(texts.Utf8, TestFunctions.Catalog).Require()));
    }

    [Fact]
    public void TextFiles_ProblemBehindAText_IsWhereItStandsInTheFile()
    {
        const string Document = "{ \"version\": 1, \"name\": \"n\", \"nodes\": { \"t\": { \"items\": [{ \"n\": 1 }] },\n  \"q\": { \"call\": \"sql\", \"over\": \"t\", \"args\": [ { \"$file\": \"q.sql\" } ], \"kep\": true } },\n \"outputs\": [\"q\"] }";
        var texts = TextFiles.Read(Encoding.UTF8.GetBytes(Document), _ => "SELECT 'a long text of one line' FROM input")!;

        var problem = Assert.Single(JobParser.Parse(texts.Utf8, TestFunctions.Catalog).Problems, p => p.Suggestion == "keep");

        Assert.Equal((2, Document.Split('\n')[1].IndexOf("\"kep\"", StringComparison.Ordinal) + 1), (texts.Origin(problem).Line, texts.Origin(problem).Column));
    }

    [Fact]
    public void Parse_FileThatNobodyPutIn_SaysWhoDoes()
    {
        var result = JobParser.Parse(Encoding.UTF8.GetBytes(Query.Replace("QUERY", """{ "$file": "q.sql" }""", StringComparison.Ordinal)), TestFunctions.Catalog);

        Assert.Contains(result.Problems, p => p.Message.Contains("job file", StringComparison.Ordinal));
    }

    private static JobDocument Parse(string text) => JobParser.Parse(Encoding.UTF8.GetBytes(text), TestFunctions.Catalog).Require();
}
