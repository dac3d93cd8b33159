using System.Text;
using Serverless.Graph.Parsing;

namespace Serverless.Graph.Tests.Parsing;

/// <summary>Several writes of one dataset in one document: refused where one of them is bound to fail after all the work.</summary>
public sealed class WriteOrderTests
{
    [Theory]
    [InlineData("create", "", "create", "", "b: 'a' creates the dataset 'd', too")]
    [InlineData("create", "", "create", "a", "b: 'a' creates the dataset 'd', too")]
    [InlineData("create", "", "append", "", "b: 'a' creates the dataset 'd', and fails where this write comes first")]
    [InlineData("append", "", "create", "a", "a: 'b' creates the dataset 'd', and fails where this write comes first")]
    [InlineData("create", "b", "replace", "", "b: 'a' creates the dataset 'd', and fails where this write comes first")]
    [InlineData("create", "", "append", "a", null)]
    [InlineData("replace", "b", "create", "", null)]
    [InlineData("append", "", "append", "", null)]
    [InlineData("replace", "", "append", "a", null)]
    public void Parse_TwoWritesOfOneDataset_OneCreationComesFirst(string modeOfA, string aAfter, string modeOfB, string bAfter, string? said)
    {
        static string Write(string mode, string after) => $$"""{ "write": { "dataset": "d", "mode": "{{mode}}" }, "over": "t"{{(after.Length > 0 ? $", \"after\": [\"{after}\"]" : "")}} }""";
        var text = $$"""{ "version": 1, "name": "x", "nodes": { "t": { "items": [{ "v": 1 }] }, "a": {{Write(modeOfA, aAfter)}}, "b": {{Write(modeOfB, bAfter)}} }, "outputs": ["a", "b"] }""";

        var problems = JobParser.Parse(Encoding.UTF8.GetBytes(text), TestFunctions.Catalog).Problems.Select(problem => $"{problem.Path.Split('.')[2]}: {problem.Message}").ToList();

        if (said is null) Assert.Empty(problems);
        else Assert.StartsWith(said, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WritesOfOtherDatasets_AreNoConcern()
    {
        var writes = string.Join(", ", Enumerable.Range(0, 3).Select(i => $$"""
            "w{{i}}": { "write": { "dataset": "d{{i}}" }, "over": "t" }
            """));

        Assert.Empty(JobParser.Parse(Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "x", "nodes": { "t": { "items": [{ "v": 1 }] }, {{writes}} }, "outputs": ["w0", "w1", "w2"] }"""), TestFunctions.Catalog).Problems);
    }
}
