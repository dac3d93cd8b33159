using System.Text;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;

namespace Serverless.Graph.Tests.Parsing;

/// <summary>Names that SQL sees and that differ by case alone.</summary>
public sealed class NamesByCaseTests
{
    private const string Inputs = """ "Data": { "read": { "dataset": "a" } }, "data": { "read": { "dataset": "b" } } """;

    [Theory]
    [InlineData(""" "q": { "call": "sql", "over": ["Data", "data"], "args": { "query": "FROM Data" } } """, "$.nodes.q.over", "aliases")]
    [InlineData(""" "q": { "map": "sql", "over": { "A": "Data", "a": "data" }, "args": { "query": "FROM a" } } """, "$.nodes.q.over", "'A' and 'a'")]
    [InlineData(""" "q": { "read": { "dataset": "c", "columns": ["id", "ID"] } } """, "$.nodes.q.read.columns", "'id' and 'ID'")]
    [InlineData(""" "q": { "write": { "dataset": "c", "partitionBy": ["day", "Day"] }, "over": "data" } """, "$.nodes.q.write.partitionBy", "'day' and 'Day'")]
    public void Parse_NamesThatDifferByCaseAlone_AreRefused(string node, string path, string says)
    {
        Assert.Contains(Parse(node).Problems, problem => problem.Path == path && problem.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_NodesThatDifferByCaseAlone_AreTwoNodes() =>
        Assert.Equal(3, Parse(""" "q": { "call": "sql", "over": { "one": "Data", "two": "data" }, "args": { "query": "FROM one, two" } } """).Require().Nodes.Count);

    [Fact]
    public void Build_FunctionsThatDifferByCaseAlone_AreRefused()
    {
        var error = Assert.Throws<FunctionCatalogException>(() => new FunctionCatalogBuilder().Add(typeof(ByCase)).Build());

        Assert.Contains("upper from lower case", error.Message, StringComparison.Ordinal);
    }

    private static JobResult Parse(string node) =>
        JobParser.Parse(Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "case", "nodes": { {{Inputs}}, {{node}} }, "outputs": ["q"] }"""), TestFunctions.Catalog);

    private static class ByCase
    {
        [TaskFunction(Name = "prices.net", Version = "1")]
        public static int One(int x) => x;

        [TaskFunction(Name = "Prices.Net", Version = "1")]
        public static int Two(int x) => x;
    }
}
