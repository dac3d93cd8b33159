using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;

namespace Serverless.Graph.Tests.Parsing;

/// <summary>Which pools a document may name, and with what.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void Parse_TwoPoolsOrSemaphoresBesideOne_AreRefusedWithTheirPlaces()
    {
        const string Text = """
            { "version": 1, "name": "p", "policy": { "placement": { "pool": "big" } },
              "nodes": { "n": { "range": { "count": 3 }, "policy": { "placement": { "pool": "small" }, "semaphores": { "db": 1 } } } }, "outputs": ["n"] }
            """;

        var problems = JobParser.Parse(System.Text.Encoding.UTF8.GetBytes(Text), FunctionCatalog.Empty).Problems.Select(p => p.Path);

        Assert.Contains("$.nodes.n.policy.placement", problems);
        Assert.Contains("$.nodes.n.policy.semaphores", problems);
    }

    [Theory]
    [InlineData("\"big\"")]
    [InlineData("{ }")]
    [InlineData("{ \"pool\": \"A\" }")]
    [InlineData("{ \"pool\": \"a--b\" }")]
    [InlineData("{ \"pool\": \"a\", \"size\": 1 }")]
    public void Parse_PlacementThatIsNone_IsRefused(string placement)
    {
        var text = $$"""{ "version": 1, "name": "p", "policy": { "placement": {{placement}} }, "nodes": { "n": { "range": { "count": 3 } } }, "outputs": ["n"] }""";

        var problem = Assert.Single(JobParser.Parse(System.Text.Encoding.UTF8.GetBytes(text), FunctionCatalog.Empty).Problems);

        Assert.StartsWith("$.policy.placement", problem.Path, StringComparison.Ordinal);
    }
}
