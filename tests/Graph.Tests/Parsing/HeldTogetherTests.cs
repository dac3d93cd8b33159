using System.Text;
using Serverless.Graph.Parsing;

namespace Serverless.Graph.Tests.Parsing;

/// <summary>What a task may want to hold at once: beyond that its leases would not fit into one message, and its units would wait for ever.</summary>
public sealed class HeldTogetherTests
{
    [Theory]
    [InlineData("semaphores", 0, 30)]
    [InlineData("semaphores", 30, 0)]
    [InlineData("semaphores", 20, 20, 10)]
    [InlineData("limits", 0, 30)]
    public void Parse_AsManyAsAreAllowed_IsADocument(string property, int ofJob, int ofNode, int shared = 0) => Assert.Empty(Problems(property, ofJob, ofNode, shared));

    [Theory]
    [InlineData("semaphores", 0, 31, "$.nodes.a.policy.semaphores")]
    [InlineData("semaphores", 0, 900, "$.nodes.a.policy.semaphores")]
    [InlineData("semaphores", 300, 0, "$.policy.semaphores")]
    [InlineData("semaphores", 16, 15, "$.nodes.a.policy.semaphores")]
    [InlineData("limits", 16, 15, "$.nodes.a.policy.limits")]
    public void Parse_More_IsRefusedWithTheirNumber(string property, int ofJob, int ofNode, string path)
    {
        var problem = Assert.Single(Problems(property, ofJob, ofNode, 0));

        Assert.Equal(("policy", path), (problem.Rule, problem.Path));
        Assert.Contains($"{ofJob + ofNode} {property} at once", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_StoredBefore_StillLoads() => Assert.NotNull(JobParser.Parse(Text("semaphores", 0, 50, 0), TestFunctions.Catalog, isStored: true).Document);

    [Fact]
    public void Parse_NameThatNoSemaphoreCanHave_IsRefused()
    {
        var text = Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "x", "nodes": { "a": { "call": "math.identity", "args": [1], "policy": { "semaphores": { "{{new string('s', 61)}}": 1 } } } }, "outputs": ["a"] }""");

        Assert.Equal("name", Assert.Single(JobParser.Parse(text, TestFunctions.Catalog).Problems).Rule);
    }

    private static System.Collections.Immutable.ImmutableArray<Validation.Problem> Problems(string property, int ofJob, int ofNode, int shared) => JobParser.Parse(Text(property, ofJob, ofNode, shared), TestFunctions.Catalog).Problems;

    private static byte[] Text(string property, int ofJob, int ofNode, int shared)
    {
        static string Policy(string property, int first, int count) => $$""" "policy": { "{{property}}": { {{string.Join(", ", Enumerable.Range(first, count).Select(n => $"\"n{n}\": 1"))}} } } """;
        return Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "x", {{Policy(property, 0, ofJob)}}, "nodes": { "a": { "call": "math.identity", "args": [1], {{Policy(property, ofJob - shared, ofNode)}} } }, "outputs": ["a"] }""");
    }
}
