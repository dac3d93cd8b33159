using Serverless.Graph.Parameters;

namespace Serverless.Graph.Tests.Parameters;

/// <summary>What is wrong with parameters is listed together, each with its place and what would be right.</summary>
public sealed class BadParameterTests
{
    [Fact]
    public void Parse_UnknownMissingAndIllTyped_AreListedTogetherWithTheRest()
    {
        var result = Documents.Parse("""
            { "version": 1, "name": "x",
              "parameters": {
                "day": { "type": "date" },
                "n": { "type": "integer" },
                "country": { "type": "string", "values": ["de", "fr"] } },
              "params": { "dya": "2026-01-01", "n": "five", "country": "ff" },
              "nodes": {
                "a": { "call": "math.identity", "args": [{ "$param": "n" }] },
                "b": { "call": "math.identty", "args": [{ "$param": "day" }] },
                "c": { "call": "any.thing", "args": [{ "$param": "contry" }] } },
              "outputs": ["a"] }
            """);

        Assert.Equal(
        [
            "missingParameter|$.parameters.day|",
            "unknownParameter|$.params.dya|day",
            "parameterType|$.params.n|",
            "parameterType|$.params.country|fr",
            "unknownFunction|$.nodes.b.call|math.identity",
            "unknownParameter|$.nodes.c.args[0].$param|country",
        ],
        Documents.Rules(result));
        Assert.Equal([3, 6, 6, 6, 9, 10], result.Problems.Select(p => p.Line!.Value));
        Assert.Contains("an integer such as 42, not \"five\"", result.Problems[2].Message, StringComparison.Ordinal);
        Assert.Contains("day", result.Problems[1].Message, StringComparison.Ordinal);
        Assert.Contains("2026-11-30", result.Problems[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("integer", "5.0")]
    [InlineData("integer", "\"5\"")]
    [InlineData("integer", "9223372036854775808")]
    [InlineData("integer", "null")]
    [InlineData("number", "\"0.5\"")]
    [InlineData("number", "1e999")]
    [InlineData("boolean", "1")]
    [InlineData("boolean", "\"true\"")]
    [InlineData("decimal", "\"1,5\"")]
    [InlineData("decimal", "\"0.12345678901234567890123456789\"")]
    [InlineData("decimal", "1e3")]
    [InlineData("string", "5")]
    [InlineData("string", "\"\\uD800\"")]
    [InlineData("date", "\"2026-02-29\"")]
    [InlineData("date", "\"2026-1-1\"")]
    [InlineData("date", "\"2026-01-01T00:00:00\"")]
    [InlineData("date", "20260101")]
    [InlineData("timestamp", "\"2026-01-01\"")]
    [InlineData("timestamp", "\"2026-01-01T25:00:00\"")]
    [InlineData("timestamp", "\"2026-01-01T10:00:00Z\"")]
    [InlineData("timestamp", "\"2026-01-01T10:00:00.1234567\"")]
    [InlineData("instant", "\"2026-01-01T10:00:00\"")]
    [InlineData("instant", "\"2026-01-01T10:00:00+25:00\"")]
    [InlineData("instant", "\"0001-01-01T00:00:00+01:00\"")]
    public void Parse_ValueOfAnotherType_IsRefused(string type, string value)
    {
        var result = Documents.Parse(Documents.Text("""{ "range": 1 }""", $$""", "parameters": { "p": { "type": "{{type}}" } }, "params": { "p": {{value}} }"""));

        if (value.Contains("uD800", StringComparison.Ordinal))
        {
            Assert.Equal(["value|$.params.p|"], Documents.Rules(result));
            return;
        }
        Assert.Equal(["parameterType|$.params.p|"], Documents.Rules(result));
        Assert.Contains(new ParameterType(Enum.Parse<ParameterKind>(type, ignoreCase: true)).Wanted, result.Problems[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "missing|$.parameters.p|")]
    [InlineData("5", "type|$.parameters.p|")]
    [InlineData("""{ "type": "datum" }""", "value|$.parameters.p.type|date")]
    [InlineData("""{ "type": "list" }""", "missing|$.parameters.p|")]
    [InlineData("""{ "type": "list", "of": "list" }""", "value|$.parameters.p.of|")]
    [InlineData("""{ "type": "date", "of": "date" }""", "unknownProperty|$.parameters.p.of|")]
    [InlineData("""{ "type": "date", "defalt": "2026-01-01" }""", "unknownProperty|$.parameters.p.defalt|default")]
    [InlineData("""{ "type": "date", "default": "today" }""", "parameterType|$.parameters.p.default|")]
    [InlineData("""{ "type": "date", "values": [] }""", "type|$.parameters.p.values|")]
    [InlineData("""{ "type": "date", "values": ["2026-01-01", 5] }""", "parameterType|$.parameters.p.values[1]|")]
    [InlineData("""{ "type": "string", "default": "c", "values": ["a", "b"] }""", "parameterType|$.parameters.p.default|")]
    [InlineData("""{ "type": "list", "of": "string", "default": ["a", "c"], "values": ["a", "b"] }""", "parameterType|$.parameters.p.default|")]
    [InlineData("""{ "type": "string", "description": 5 }""", "type|$.parameters.p.description|")]
    public void Parse_BadDeclaration_IsRefusedOnce(string declaration, string problem) => Assert.Equal(
        [problem],
        Documents.Rules(Documents.Parse(Documents.Text("""{ "call": "any.thing", "args": [{ "$param": "p" }] }""", $$""", "parameters": { "p": {{declaration}} }, "params": { "p": 1 }"""))));

    [Theory]
    [InlineData("1x", "name")]
    [InlineData("a-b", "name")]
    [InlineData("dbPassword", "parameterUse")]
    [InlineData("api_key", "parameterUse")]
    [InlineData("clientSecret", "parameterUse")]
    public void Parse_BadName_IsRefused(string name, string rule) =>
        Assert.Equal([rule], Documents.Parse(Documents.Text("""{ "range": 1 }""", $$""", "parameters": { "{{name}}": { "type": "string", "default": "x" } }""")).Problems.Select(p => p.Rule));

    [Fact]
    public void Parse_NamesThatDifferByCaseAlone_AreRefused() => Assert.Equal(
        ["duplicate|$.parameters.DAY|"],
        Documents.Rules(Documents.Parse(Documents.Text("""{ "range": 1 }""", """, "parameters": { "day": { "type": "string", "default": "x" }, "DAY": { "type": "string", "default": "x" } }"""))));

    [Theory]
    [InlineData("""{ "call": { "$param": "name" } }""", "parameterUse|$.nodes.a.call|")]
    [InlineData("""{ "take": 1, "over": { "$param": "name" } }""", "parameterUse|$.nodes.a.over|")]
    [InlineData("""{ "range": 1, "policy": { "timeout": { "$param": "name" } } }""", "parameterUse|$.nodes.a.policy.timeout|")]
    [InlineData("""{ "call": "any.thing", "args": { "$param": "names" } }""", "parameterUse|$.nodes.a.args|")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$ref": { "$param": "name" } }] }""", "parameterUse|$.nodes.a.args[0].$ref|")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": "name", "x": 1 }] }""", "value|$.nodes.a.args[0]|")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$param": 5 }] }""", "type|$.nodes.a.args[0].$param|")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$text": "x" }] }""", "type|$.nodes.a.args[0]|")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$text": ["x", 5, { "$param": "names" }] }] }""", "type|$.nodes.a.args[0].$text[1]|", "parameterUse|$.nodes.a.args[0].$text[2]|")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$text": [{ "$param": "day", "format": "HH" }] }] }""", "value|$.nodes.a.args[0].$text[0].format|")]
    [InlineData("""{ "call": "any.thing", "args": [{ "$text": [{ "$param": "name", "format": "yyyy" }] }] }""", "value|$.nodes.a.args[0].$text[0].format|")]
    [InlineData("""{ "call": "sql", "args": { "query": { "$param": "name" } } }""", "parameterUse|$.nodes.a.args.query|")]
    [InlineData("""{ "call": "sql", "args": [{ "$text": ["SELECT ", { "$param": "name" }] }] }""", "parameterUse|$.nodes.a.args[0]|")]
    [InlineData("""{ "call": "sql", "args": { "query": "SELECT $dya" } }""", "unknownParameter|$.nodes.a.args.query|day")]
    [InlineData("""{ "call": "sql", "args": { "query": "SELECT $x", "parameters": { "x": { "date": "2026-02-30" } } } }""", "value|$.nodes.a.args.parameters.x|")]
    [InlineData("""{ "call": "sql", "args": { "query": "SELECT $x", "parameters": { "x": { "a": 1, "b": 2 } } } }""", "value|$.nodes.a.args.parameters.x|")]
    [InlineData("""{ "call": "http.get", "args": { "url": "https://x.example", "headers": { "Authorization": { "$param": "name" } } } }""", "parameterUse|$.nodes.a.args.headers.Authorization|")]
    [InlineData("""{ "call": "http.get", "args": ["https://x.example", { "X-Auth-Token": { "$text": ["Bearer ", { "$param": "name" }] } }] }""", "parameterUse|$.nodes.a.args[1].X-Auth-Token|")]
    [InlineData("""{ "call": "http.get", "args": { "url": "https://x.example", "headers": { "Key": { "env": { "$param": "name" } } } } }""", "value|$.nodes.a.args.headers.Key|", "parameterUse|$.nodes.a.args.headers.Key.env|")]
    [InlineData("""{ "call": "exec", "args": { "command": ["x"], "environment": { "DB_PASSWORD": { "$param": "name" } } } }""", "parameterUse|$.nodes.a.args.environment.DB_PASSWORD|")]
    [InlineData("""{ "call": "any.thing", "args": [{ "password": { "$param": "name" } }] }""", "parameterUse|$.nodes.a.args[0].password|")]
    [InlineData("""{ "files": [{ "$text": ["in/", { "$param": "path" }] }] }""", "parameterUse|$.nodes.a.files[0].$text[1]|")]
    [InlineData("""{ "read": { "files": [{ "$text": ["in/", { "$param": "pattern" }] }] } }""", "parameterUse|$.nodes.a.read.files[0].$text[1]|")]
    [InlineData("""{ "read": { "dataset": { "$param": "path" } } }""", "name|$.nodes.a.read.dataset|")]
    public void Parse_UsedWhereNoneMayBe_IsRefused(string node, params string[] problems)
    {
        var text = Documents.WithAll(node).Replace("\"params\": {", "\"params\": { \"path\": \"../x\", \"pattern\": \"*\",", StringComparison.Ordinal)
            .Replace("\"parameters\": {\n", "\"parameters\": { \"path\": { \"type\": \"string\" }, \"pattern\": { \"type\": \"string\" },\n", StringComparison.Ordinal);

        Assert.Equal(problems, Documents.Rules(Documents.Parse(text)));
    }

    [Theory]
    [InlineData("""{ "version": 1, "name": "x", "nodes": { "a": { "call": "any.thing", "args": [{ "$param": "day" }] } }, "outputs": ["a"] }""", "unknownParameter|$.nodes.a.args[0].$param|")]
    [InlineData("""{ "version": 1, "name": { "$param": "x" }, "nodes": { "a": { "range": 1 } }, "outputs": ["a"] }""", "parameterUse|$.name|")]
    [InlineData("""{ "version": 1, "name": "x", "nodes": { "a": { "range": 1 } }, "outputs": ["a"], "params": { "day": 1 } }""", "unknownParameter|$.params.day|")]
    [InlineData("""{ "version": 1, "name": "x", "nodes": { "a": { "range": 1 } }, "outputs": ["a"], "params": [1] }""", "type|$.params|")]
    [InlineData("""{ "version": 1, "name": "x", "nodes": { "a": { "range": 1 } }, "outputs": ["a"], "parameters": [1] }""", "type|$.parameters|")]
    public void Parse_NothingDeclared_UsesAndValuesAreRefused(string text, string problem) => Assert.Equal([problem], Documents.Rules(Documents.Parse(text)));

    [Fact]
    public void Parse_ProblemBehindAParameter_StandsWhereItStandsInTheText()
    {
        var text = Documents.WithAll("""
            { "call": "any.thing", "args": [{ "$param": "days" },
                 { "x": { "$param": "name" }, "y": { "$reff": 1 } }] }
            """);
        var problem = Documents.Parse(text).Problems.First(p => p.Path.EndsWith("$reff", StringComparison.Ordinal));
        var line = text.Split('\n')[problem.Line!.Value - 1];

        Assert.StartsWith("1 }", line[(problem.Column!.Value - 1)..], StringComparison.Ordinal);
    }
}
