using System.Text;
using Serverless.Graph.Parsing;

namespace Serverless.Graph.Tests.Parsing;

/// <summary>What the grammar has and nothing acts on.</summary>
public sealed class IdlePolicyTests
{
    [Theory]
    [InlineData("\"priority\": 5", "priority")]
    [InlineData("\"priority\": -1", "priority")]
    [InlineData("\"deadline\": \"2h\"", "deadline")]
    [InlineData("\"deadline\": \"2030-01-31T06:00:00Z\"", "deadline")]
    public void Parse_PolicyThatNothingActsOn_IsRefusedWhereItStands(string policy, string property)
    {
        var ofJob = Problems(Text($"\"policy\": {{ {policy} }}, ", ""));
        var ofNode = Problems(Text("", $", \"policy\": {{ {policy} }}"));

        Assert.Equal([$"policy|$.policy.{property}"], ofJob.Select(p => $"{p.Rule}|{p.Path}"));
        Assert.Equal([$"policy|$.nodes.a.policy.{property}"], ofNode.Select(p => $"{p.Rule}|{p.Path}"));
        Assert.Contains("Leave it out", ofNode[0].Message, StringComparison.Ordinal);
        Assert.True(ofNode[0].Line > 0);
    }

    [Fact]
    public void Parse_AllOfThem_AreListedWithEverythingElse()
    {
        var problems = Problems(Text("\"policy\": { \"priority\": 5, \"deadline\": \"1h\" }, ", ", \"policy\": { \"retries\": -1, \"deadline\": \"1h\" }"));

        Assert.Equal(["$.policy.priority", "$.policy.deadline", "$.nodes.a.policy.retries", "$.nodes.a.policy.deadline"], problems.Select(p => p.Path));
    }

    [Fact]
    public void Parse_StoredDocument_StillLoads()
    {
        var text = Text("\"policy\": { \"priority\": 5, \"deadline\": \"1h\" }, ", "");

        Assert.Equal(5, JobParser.Parse(text, TestFunctions.Catalog, isStored: true).Require().Policy!.Priority);
        Assert.Empty(Problems(Text("\"policy\": { \"priority\": 0 }, ", "")));
    }

    private static byte[] Text(string policy, string nodePolicy) => Encoding.UTF8.GetBytes(
        $$"""{ "version": 1, "name": "x", {{policy}}"nodes": { "a": { "call": "math.identity", "args": [1]{{nodePolicy}} } }, "outputs": ["a"] }""");

    private static System.Collections.Immutable.ImmutableArray<Validation.Problem> Problems(byte[] text) => JobParser.Parse(text, TestFunctions.Catalog).Problems;
}
