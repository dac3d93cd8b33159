using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Writing;
using Serverless.Testing.Properties;

namespace Serverless.Graph.Tests.Writing;

public sealed class JobWriterTests
{
    [Fact]
    public void Write_AnyDocument_ParsesToAnEqualOne()
    {
        Prop.ForAll(DraftGen.Drafts.ToArbitrary(), draft =>
        {
            var document = JobChecker.Check(draft, TestFunctions.Catalog, isStored: true).Require();
            var text = JobWriter.ToUtf8(document, indented: true);
            var back = JobParser.Parse(text, TestFunctions.Catalog, isStored: true).Require();
            Assert.Equal(Dump.Of(document.Nodes), Dump.Of(back.Nodes));
            Assert.Equal(
                (document.Name, Dump.Of(document.Policy), Dump.Of(document.After), Dump.Of(document.Outputs), DocumentHash.Of(document)),
                (back.Name, Dump.Of(back.Policy), Dump.Of(back.After), Dump.Of(back.Outputs), DocumentHash.Of(back)));
            Assert.Equal(text, JobWriter.ToUtf8(back, indented: true));
        }).Check(FixedSeed.Cases(300));
    }

    [Fact]
    public void DocumentHash_OtherLayoutOrderAndDefaults_SameHash()
    {
        var one = Hash("""{"version":1,"name":"x","nodes":{"a":{"call":"math.add","args":[1,2]},"b":{"range":5}},"outputs":["a"]}""");
        var two = Hash("""
            { "outputs": ["a"], "name": "x", "version": 1,
              "nodes": { "b": { "range": { "count": 5, "from": 0, "step": 1 } },
                         "a": { "keep": false, "args": { "right": 2, "left": 1 }, "call": "math.add" } } }
            """);

        Assert.Equal(one, two);
    }

    [Theory]
    [InlineData("""{"version":1,"name":"x","nodes":{"a":{"call":"math.add","args":[2,1]}},"outputs":["a"]}""")]
    [InlineData("""{"version":1,"name":"y","nodes":{"a":{"call":"math.add","args":[1,2]}},"outputs":["a"]}""")]
    [InlineData("""{"version":1,"name":"x","nodes":{"b":{"call":"math.add","args":[1,2]}},"outputs":["b"]}""")]
    [InlineData("""{"version":1,"name":"x","nodes":{"a":{"call":"math.add","args":[1,2],"keep":true}},"outputs":["a"]}""")]
    [InlineData("""{"version":1,"name":"x","nodes":{"a":{"call":"math.add","args":[1,2]}},"outputs":["a"],"policy":{"retries":1}}""")]
    public void DocumentHash_AnyDifference_AnotherHash(string other) =>
        Assert.NotEqual(Hash("""{"version":1,"name":"x","nodes":{"a":{"call":"math.add","args":[1,2]}},"outputs":["a"]}"""), Hash(other));

    private static Token Hash(string text) => DocumentHash.Of(JobParser.Parse(Encoding.UTF8.GetBytes(text), TestFunctions.Catalog).Require());
}
