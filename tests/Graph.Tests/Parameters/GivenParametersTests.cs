using System.Text;
using Serverless.Graph.Parameters;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Parameters;

/// <summary>Values from a command line or a file become a document's <c>params</c>.</summary>
public sealed class GivenParametersTests
{
    [Theory]
    [InlineData("string", "007", "\"007\"")]
    [InlineData("string", "", "\"\"")]
    [InlineData("integer", "007", "7")]
    [InlineData("integer", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("integer", "seven", null)]
    [InlineData("integer", "1.0", null)]
    [InlineData("number", "1", "1")]
    [InlineData("number", "1e3", "1000")]
    [InlineData("number", "NaN", null)]
    [InlineData("boolean", "true", "true")]
    [InlineData("boolean", "yes", null)]
    [InlineData("decimal", "1.50", "1.50")]
    [InlineData("date", "2026-11-30", "\"2026-11-30\"")]
    [InlineData("date", "30.11.2026", null)]
    [InlineData("timestamp", "2026-11-30 17:30", "\"2026-11-30T17:30:00\"")]
    [InlineData("timestamp", "2026-11-30T17:30:00.120", "\"2026-11-30T17:30:00.12\"")]
    [InlineData("instant", "2026-11-30T17:30:00+01:00", "\"2026-11-30T16:30:00Z\"")]
    [InlineData("instant", "2026-11-30T17:30:00-01:30", "\"2026-11-30T19:00:00Z\"")]
    public void WithText_Value_IsOfTheDeclaredType(string type, string text, string? value)
    {
        var result = Documents.Parse(Documents.Give(Documents.Text("""{ "range": 1 }""", $$""", "parameters": { "p": { "type": "{{type}}" } }"""), ("p", text)));

        Assert.Equal(value, result.Document?.Parameters[0].Value.ToString());
        if (value is null) Assert.Equal(["parameterType|$.params.p|"], Documents.Rules(result));
    }

    [Theory]
    [InlineData("date", "2026-11-30, 2026-12-01", 2)]
    [InlineData("integer", "[1, 2, 3]", 3)]
    [InlineData("string", "[\"a,b\", \"c\"]", 2)]
    [InlineData("string", "", 0)]
    [InlineData("integer", "[1, \"x\"]", -1)]
    [InlineData("integer", "[1", -1)]
    [InlineData("integer", "1,x", -1)]
    public void WithText_List_IsJsonOrItsItemsWithCommas(string items, string text, int count)
    {
        var result = Documents.Parse(Documents.Give(Documents.Text("""{ "range": 1 }""", $$""", "parameters": { "p": { "type": "list", "of": "{{items}}" } }"""), ("p", text)));

        Assert.Equal(count, result.Document?.Parameters[0].Value.AsList().Length ?? -1);
    }

    [Fact]
    public void PutInto_ValuesOfTheDocument_GoBehindThoseGiven_AndLinesStay()
    {
        const string Text = """
            { "version": 1, "params": {
                "n": 1,
                "m": 2 },
              "name": "x", "parameters": { "n": { "type": "integer" }, "m": { "type": "integer" } },
              "nodes": { "a": { "rnge": 1 } }, "outputs": ["a"] }
            """;
        var given = Encoding.UTF8.GetString(GivenParameters.None.WithJson("""{ "n": 7, "m": 8 }"""u8).WithText("m", "9").PutInto(Encoding.UTF8.GetBytes(Text)));

        Assert.Equal(Documents.Parse(Text).Problems.Select(p => p.Line), Documents.Parse(given).Problems.Select(p => p.Line));
        Assert.Equal([GraphValue.Of(7), GraphValue.Of(9)], Documents.Require(given.Replace("rnge", "range", StringComparison.Ordinal)).Parameters.Select(p => p.Value));
    }

    [Fact]
    public void PutInto_NothingGivenOrNoJson_IsTheTextItself()
    {
        Assert.Equal("{ \"a\": 1 }", Encoding.UTF8.GetString(GivenParameters.None.PutInto("{ \"a\": 1 }"u8)));
        Assert.Equal("{ \"a\": ", Encoding.UTF8.GetString(GivenParameters.None.WithText("x", "y").PutInto("{ \"a\": "u8)));
        Assert.Equal("[1]", Encoding.UTF8.GetString(GivenParameters.None.WithText("x", "y").PutInto("[1]"u8)));
        Assert.Equal("{\"params\":{\"x\":\"y\"}}", Encoding.UTF8.GetString(GivenParameters.None.WithText("x", "y").PutInto("{}"u8)));
    }
}
