using System.Reflection;
using Serverless.Graph.Grammar;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parameters;
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
        Assert.Equal("version name nodes outputs policy after $schema parameters params", Join(JobParser.Properties));
        Assert.Equal("call read range items files map filter mapPartitions reduce foldBy zip count take topK write distinct join groupBy shuffle sort over args policy keep after splitEvery by combine initial", Join(NodeProperties.All));
        Assert.Equal("dataset table files columns where split asOf", FormOf("readSource"));
        Assert.Equal("rows rowGroups", FormOf("readSplit"));
        Assert.Equal("dataset table partitionBy mode", FormOf("writeTarget"));
        Assert.Equal("count from to step", FormOf("rangeBounds"));
        Assert.Equal("count by ascending", FormOf("topKOrder"));
        Assert.Equal("on how suffix way buckets", FormOf("joinBy"));
        Assert.Equal("left right", FormOf("joinKey"));
        Assert.Equal("by partitions", FormOf("shuffleBy"));
        Assert.Equal("by partitions", FormOf("sortBy"));
        Assert.Equal("column descending", FormOf("sortKey"));
        Assert.Equal("keys aggregates way buckets", FormOf("groups"));
        Assert.Equal("Count Sum Min Max Mean First Last CountDistinct ApproxCountDistinct Quantile Median Stddev Variance", string.Join(' ', Enum.GetNames<GroupFunction>()));
        Assert.Equal("== != < <= > >= in", string.Join(' ', ReadConditions.Operators));
        Assert.Equal("retries timeout memory cpu priority deadline placement semaphores limits cache onError speculate", Join(PolicyParser.Properties));
        Assert.Equal("type of default description values", string.Join(' ', DeclarationReader.Properties));
        Assert.Equal("string integer number boolean decimal date timestamp instant list", string.Join(' ', ParameterType.Names));
        Assert.Equal("count backoff maxBackoff jitter", Join(PolicyParser.RetryProperties));
    }

    [Fact]
    public void Rules_OfProblems_OnlyGrow() =>
        Assert.Equal(
            "after argument argumentCount argumentType bad-file cycle damaged-dataset duplicate functionUse json missing missing-column missing-dataset missing-file missing-table missingParameter name nodeKind number over parameterType parameterUse policy query refused shape type unknownFunction unknownNode unknownParameter unknownProperty value version",
            string.Join(' ', typeof(ProblemRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!).Order(StringComparer.Ordinal)));

    [Fact]
    public void Tags_OfTokens_OnlyGrow() =>
        Assert.Equal(
            "Null=0 False=1 True=2 Integer=3 Double=4 Decimal=5 String=6 List=7 Map=8 Set=9 Bytes=10 Token=11 Ref=12",
            string.Join(' ', Enum.GetValues<TokenTag>().Select(t => $"{t}={(int)t}")));

    [Fact]
    public void Kinds_OfValues_OnlyGrow() =>
        Assert.Equal(
            "Null=0 Boolean=1 Integer=2 Double=3 Decimal=4 String=5 List=6 Map=7 Ref=8 Parameter=9",
            string.Join(' ', Enum.GetValues<GraphValueKind>().Select(t => $"{t}={(int)t}")));

    private static string FormOf(string definition) => Join(NodeKinds.All.SelectMany(kind => kind.Forms).Single(form => form.Definition == definition).Properties);

    private static string Join(PropertySet set) => string.Join(' ', set.Names);
}
