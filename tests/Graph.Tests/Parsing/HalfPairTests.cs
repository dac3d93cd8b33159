using System.Text;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Tests.Parsing;

/// <summary>Halves of surrogate pairs, wherever a document may spell one: one problem for each text, with its place.</summary>
public sealed class HalfPairTests
{
    [Theory]
    [InlineData("""{ "version": 1, "name": "t", "nodes": { "a\ud800": { "range": 3 } }, "outputs": [] }""", "$.nodes")]
    [InlineData("""{ "version": 1, "name": "\udc00", "nodes": { "a": { "range": 3 } }, "outputs": ["a"] }""", "$.name")]
    [InlineData("""{ "version": 1, "name": "t", "nodes": { "a": { "items": [1, [2, "x\uD800"]] } }, "outputs": ["a"] }""", "$.nodes.a.items[1][1]")]
    [InlineData("""{ "version": 1, "name": "t", "nodes": { "a": { "items": [{ "\ud800\ud800": 1 }] } }, "outputs": ["a"] }""", "$.nodes.a.items[0]")]
    [InlineData("""{ "version": 1, "name": "t", "parameters": { "\ud800": {} }, "nodes": { "a": { "range": 3 } }, "outputs": ["a"] }""", "$.parameters")]
    [InlineData("""{ "version": 1, "name": "t", "parameters": { "p": { "type": "string", "default": "\ud800" } }, "nodes": { "a": { "range": 3 } }, "outputs": ["a"] }""", "$.parameters.p.default")]
    [InlineData("""{ "version": 1, "name": "t", "nodes": { "a": { "items": [{ "$param": "\ud800" }] } }, "outputs": ["a"] }""", "$.nodes.a.items[0].$param")]
    [InlineData("""{ "version": 1, "name": "t", "policy\ud800": 1, "nodes": { "a": { "range": 3 } }, "outputs": ["a"] }""", "$")]
    [InlineData("""{ "version": 1, /* "\ud800" */ "name": "t", "nodes": { "a": { "items": ["\ud800",] } }, "outputs": ["a"], }""", "$.nodes.a.items[0]")]
    public void Parse_HalfAPair_IsOneProblemWithItsPlace(string text, string place)
    {
        var problem = Assert.Single(JobParser.Parse(Encoding.UTF8.GetBytes(text), FunctionCatalog.Empty).Problems);

        Assert.Equal((place, ProblemRules.Value), (problem.Path, problem.Rule));
        Assert.Contains("half of a surrogate pair", problem.Message, StringComparison.Ordinal);
        Assert.NotNull(problem.Column);
    }

    [Theory]
    [InlineData("""["\ud83d\ude00"]""")]
    [InlineData("""["\\ud800"]""")]
    [InlineData("""["x"] /* "\ud800" */""")]
    public void Parse_PairsAndWhatOnlyLooksLikeHalves_AreRight(string items) =>
        Assert.Empty(JobParser.Parse(Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "t", "nodes": { "a": { "items": {{items}} } }, "outputs": ["a"] }"""), FunctionCatalog.Empty).Problems);
}
