using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tests.Writing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Writing;
using Serverless.Testing.Properties;

namespace Serverless.Graph.Tests.Parameters;

/// <summary>A document with parameters is the document with their values written in by hand.</summary>
public sealed class SubstitutionTests
{
    [Theory]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": "day" }] }""", """{ "call": "any.thing", "args": ["2026-03-09"] }""")]
    [InlineData("""{ "call": "any.thing", "args": [[1, { "x": { "$param": "n" } }]] }""", """{ "call": "any.thing", "args": [[1, { "x": 5 }]] }""")]
    [InlineData("""{ "call": "any.thing", "args": { "value": { "$param": "f" } } }""", """{ "call": "any.thing", "args": { "value": 2.0 } }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": "yes" }] }""", """{ "call": "any.thing", "args": [true] }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": "price" }] }""", """{ "call": "any.thing", "args": [{ "$decimal": "1.50" }] }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": "name" }] }""", """{ "call": "any.thing", "args": ["x'; DROP \"y"] }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": "at" }] }""", """{ "call": "any.thing", "args": ["2026-03-09T17:30:00"] }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": "moment" }] }""", """{ "call": "any.thing", "args": ["2026-03-09T16:30:00.5Z"] }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": "days" }] }""", """{ "call": "any.thing", "args": [["2026-03-09", "2026-03-10"]] }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$text": ["<", { "$param": "day", "format": "yyyy/M" }, ">"] }] }""", null)]
    [InlineData("""{ "call": "any.thing", "args": [{ "$text": ["<", { "$param": "day", "format": "yyyy/MM" }, ">", { "$param": "n", "format": "000" }] }] }""", """{ "call": "any.thing", "args": ["<2026/03>005"] }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$value": { "$param": "day" } }] }""", """{ "call": "any.thing", "args": [{ "$value": { "$param": "day" } }] }""")]
    [InlineData("""{ "call": "any.thing", "args": [{ "\u0024param": "n" }] }""", """{ "call": "any.thing", "args": [5] }""")]
    [InlineData("""{ "items": [{ "$param": "n" }, { "$param": "n" }] }""", """{ "items": [5, 5] }""")]
    [InlineData("""{ "range": { "$param": "n" } }""", """{ "range": 5 }""")]
    [InlineData("""{ "range": { "from": 1, "to": { "$param": "n" } } }""", """{ "range": { "from": 1, "to": 5 } }""")]
    [InlineData("""{ "take": { "$param": "n" }, "over": "src" }""", """{ "take": 5, "over": "src" }""")]
    [InlineData("""{ "files": [{ "$text": ["in/", { "$param": "day" }, ".csv"] }, { "$param": "name" }] }""", """{ "files": ["in/2026-03-09.csv", "x'; DROP \"y"] }""")]
    [InlineData("""{ "read": { "dataset": { "$text": ["sales-", { "$param": "day" }] } } }""", """{ "read": { "dataset": "sales-2026-03-09" } }""")]
    [InlineData("""{ "read": { "dataset": "s", "where": [[["d", "==", { "$param": "day" }], ["c", "in", { "$param": "names" }]]] } }""", """{ "read": { "dataset": "s", "where": [[["d", "==", "2026-03-09"], ["c", "in", ["de", "fr"]]]] } }""")]
    [InlineData("""{ "read": { "files": [{ "$text": ["x-", { "$param": "n" }, ".parquet"] }] } }""", """{ "read": { "files": ["x-5.parquet"] } }""")]
    [InlineData("""{ "foldBy": "math.add", "by": "math.identity", "over": "src", "initial": { "$param": "n" } }""", """{ "foldBy": "math.add", "by": "math.identity", "over": "src", "initial": 5 }""")]
    [InlineData(
        """{ "map": "sql", "over": "tables", "args": { "query": "SELECT $day, $N FROM input" } }""",
        """{ "map": "sql", "over": "tables", "args": { "query": "SELECT $day, $N FROM input", "parameters": { "day": { "date": "2026-03-09" }, "n": 5 } } }""")]
    [InlineData(
        """{ "map": "sql", "over": "tables", "args": ["SELECT $at, $moment, $days, $price, $f FROM input"] }""",
        """{ "map": "sql", "over": "tables", "args": ["SELECT $at, $moment, $days, $price, $f FROM input", { "at": { "timestamp": "2026-03-09T17:30:00" }, "moment": { "instant": "2026-03-09T16:30:00.5Z" }, "days": [{ "date": "2026-03-09" }, { "date": "2026-03-10" }], "price": { "$decimal": "1.50" }, "f": 2.0 }] }""")]
    [InlineData(
        """{ "map": "sql", "over": "tables", "args": { "parameters": { "n": 7, "x": { "$param": "day" } }, "query": "SELECT $n, $x, $name, '$f' -- $f\nFROM input" } }""",
        """{ "map": "sql", "over": "tables", "args": { "query": "SELECT $n, $x, $name, '$f' -- $f\nFROM input", "parameters": { "n": 7, "x": { "date": "2026-03-09" }, "name": "x'; DROP \"y" } } }""")]
    [InlineData(
        """{ "map": "sql", "over": "tables", "args": { "query": "SELECT $n FROM input", "parameters": {} } }""",
        """{ "map": "sql", "over": "tables", "args": { "query": "SELECT $n FROM input", "parameters": { "n": 5 } } }""")]
    public void Parse_ParameterUsed_IsWhatIsWrittenByHand(string node, string? byHand)
    {
        if (byHand is null)
        {
            Assert.NotEmpty(Documents.Parse(Documents.WithAll(node)).Problems);
            return;
        }
        var (given, written) = (Documents.Require(Documents.WithAll(node)), Documents.Require(Documents.Text(byHand)));

        Assert.Equal(Documents.TokenOf(written), Documents.TokenOf(given));
        Assert.Equal(Canonical(written), Canonical(given));
    }

    [Fact]
    public void Create_AnyValuesOfADraftAsParameters_IsTheDraftWithItsValues() =>
        Prop.ForAll(DraftGen.Drafts.ToArbitrary(), ArbMap.Default.ArbFor<int>(), (draft, seed) =>
        {
            var written = JobChecker.Check(draft, TestFunctions.Catalog, isStored: true).Require();
            var lifted = new LiftedValues(new Random(seed)).Lift(draft);
            var given = JobChecker.Check(lifted, TestFunctions.Catalog, isStored: true).Require();
            var again = Parsing(JobWriter.ToUtf8(given));

            Assert.Equal(Canonical(written), Canonical(given));
            Assert.Equal(Canonical(written), Canonical(again));
            Assert.Equal(lifted.Parameters.Select(p => (p.Name, p.Type, p.Value)), again.Parameters.Select(p => (p.Name, p.Type, p.Value)));
            Assert.Equal(DocumentHash.Of(given), DocumentHash.Of(again));
        }).Check(FixedSeed.Cases(300));

    [Fact]
    public void Compute_OtherValue_OnlyWhatUsesItHasOtherTokens()
    {
        const string Nodes = """
            { "version": 1, "name": "x", "parameters": { "n": { "type": "integer", "default": 1 }, "other": { "type": "string", "default": "x" } },
              "nodes": {
                "user": { "call": "math.identity", "args": [{ "$param": "n" }] },
                "dependant": { "call": "math.identity", "args": [{ "$ref": "user" }] },
                "query": { "call": "sql", "args": ["SELECT $n AS n"] },
                "bystander": { "call": "any.thing", "args": [{ "$param": "other" }] },
                "constant": { "call": "math.identity", "args": [1] } },
              "outputs": ["dependant", "query", "bystander", "constant"] }
            """;
        var (one, two) = (Documents.Require(Nodes), Documents.Require(Documents.Give(Nodes, ("n", "2"))));

        foreach (var node in new[] { "user", "dependant", "query" }) Assert.NotEqual(Documents.TokenOf(one, node), Documents.TokenOf(two, node));
        foreach (var node in new[] { "bystander", "constant" }) Assert.Equal(Documents.TokenOf(one, node), Documents.TokenOf(two, node));
        Assert.NotEqual(DocumentHash.Of(one), DocumentHash.Of(two));
    }

    [Fact]
    public void Hash_UnusedParameterOrDefaultGiven_IsOfTheValuesAlone()
    {
        const string Declared = ", \"parameters\": { \"n\": { \"type\": \"integer\", \"default\": 5 }, \"m\": { \"type\": \"integer\", \"default\": 1, \"description\": \"of no use\" } }";
        var text = Documents.Text("""{ "range": { "$param": "n" } }""", Declared);
        Token Of(string text) => DocumentHash.Of(Documents.Require(text));

        Assert.Equal(Of(text), Of(Documents.Give(text, ("n", "5"))));
        Assert.Equal(Of(text), Of(text.Replace("of no use", "nothing", StringComparison.Ordinal)));
        Assert.NotEqual(Of(text), Of(Documents.Give(text, ("m", "2"))));
        Assert.NotEqual(Of(text), Of(Documents.Text("""{ "range": 5 }""")));
    }

    private static JobDocument Parsing(byte[] utf8) => Graph.Parsing.JobParser.Parse(utf8, TestFunctions.Catalog, isStored: true).Require();

    // Without what says that there were parameters.
    private static string Canonical(JobDocument document)
    {
        var draft = new JobDraft { Name = document.Name, Nodes = [.. document.Nodes], Outputs = document.Outputs, Policy = document.Policy, After = document.After };
        return Encoding.UTF8.GetString(JobWriter.ToUtf8(JobChecker.Check(draft, Documents.Functions, isStored: true).Require()));
    }
}
