using System.Reflection;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests;

/// <summary>Names and numbers that documents, scripts and stored results depend on. They only grow: add, do not edit.</summary>
public sealed class PublicNamesTests
{
    [Fact]
    public void Properties_OfDocuments_OnlyGrow()
    {
        Assert.Equal("version name nodes outputs policy after $schema", Join(JobParser.Properties));
        Assert.Equal("call read range items files map filter mapPartitions reduce foldBy zip count take topK write over args policy keep after splitEvery by combine initial", Join(NodeProperties.All));
        Assert.Equal("dataset table files columns where split", Join(NodeProperties.Read));
        Assert.Equal("rows rowGroups", Join(NodeProperties.Split));
        Assert.Equal("dataset table partitionBy mode", Join(NodeProperties.Write));
        Assert.Equal("count from to step", Join(NodeProperties.Range));
        Assert.Equal("count by ascending", Join(NodeProperties.TopK));
        Assert.Equal("== != < <= > >= in", string.Join(' ', NodeProperties.Operators));
        Assert.Equal("retries timeout memory cpu priority deadline placement semaphores limits cache onError speculate", Join(PolicyParser.Properties));
        Assert.Equal("count backoff maxBackoff jitter", Join(PolicyParser.RetryProperties));
    }

    [Fact]
    public void Rules_OfProblems_OnlyGrow() =>
        Assert.Equal(
            "argument argumentCount argumentType cycle duplicate functionUse json missing name nodeKind number over policy refused shape type unknownFunction unknownNode unknownProperty value version",
            string.Join(' ', typeof(ProblemRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!).Order(StringComparer.Ordinal)));

    [Fact]
    public void Tags_OfTokens_OnlyGrow() =>
        Assert.Equal(
            "Null=0 False=1 True=2 Integer=3 Double=4 Decimal=5 String=6 List=7 Map=8 Set=9 Bytes=10 Token=11 Ref=12",
            string.Join(' ', Enum.GetValues<TokenTag>().Select(t => $"{t}={(int)t}")));

    [Fact]
    public void Kinds_OfValues_OnlyGrow() =>
        Assert.Equal(
            "Null=0 Boolean=1 Integer=2 Double=3 Decimal=4 String=5 List=6 Map=7 Ref=8",
            string.Join(' ', Enum.GetValues<GraphValueKind>().Select(t => $"{t}={(int)t}")));

    private static string Join(PropertySet set) => string.Join(' ', set.Names);
}
