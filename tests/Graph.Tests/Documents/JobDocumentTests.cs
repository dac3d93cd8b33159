using System.Collections.Frozen;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parsing;
using Serverless.Graph.Policies;
using Serverless.Graph.Tests.Writing;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;
using Serverless.Testing.Properties;

namespace Serverless.Graph.Tests.Documents;

public sealed class JobDocumentTests
{
    private static readonly NodeId A = new("a");

    public static TheoryData<Node, string> WrongNodes { get; } = new()
    {
        { new RangeNode { Id = A, To = 3, Step = 0 }, "value $.nodes.a.range.step" },
        { new RangeNode { Id = A, To = 3, Policy = new Policy { Retries = new RetrySpec(101), Cpu = 0, Timeout = TimeSpan.Zero } }, "policy $.nodes.a.policy.retries;policy $.nodes.a.policy.timeout;policy $.nodes.a.policy.cpu" },
        { new ReadNode { Id = A }, "missing $.nodes.a.read" },
        { new ReadNode { Id = A, Dataset = "../x" }, "name $.nodes.a.read.dataset" },
        { new CallNode { Id = A, Function = "any.thing", Args = GraphValue.List([Nested(70)]) }, "value $.nodes.a.args" },
        { new CallNode { Id = A, Function = "any.thing", Args = GraphValue.List([GraphValue.Map([new("$x", GraphValue.Of(double.NaN))])]) }, "value $.nodes.a.args" },
        { new CallNode { Id = A, Function = "any.thing", Args = GraphValue.Of(1) }, "type $.nodes.a.args;argumentCount $.nodes.a.args" },
    };

    [Theory]
    [MemberData(nameof(WrongNodes))]
    public void Create_ValueThatNoTextCouldHave_GivesTheProblem(Node node, string expected)
    {
        var result = JobChecker.Check(new JobDraft { Name = "x", Nodes = [node], Outputs = [A] }, TestFunctions.Catalog);

        Assert.Equal(expected, string.Join(';', result.Problems.Select(p => $"{p.Rule} {p.Path}")));
        Assert.All(result.Problems, p => Assert.Null(p.Line));
    }

    [Fact]
    public void Topology_AnyDocument_IsConsistent() =>
        Prop.ForAll(DraftGen.Drafts.ToArbitrary(), draft =>
        {
            var document = JobChecker.Check(draft, TestFunctions.Catalog, isStored: true).Require();
            var topology = document.Topology;
            var position = new int[document.Nodes.Count];
            for (var i = 0; i < position.Length; i++) position[topology.Order[i]] = i;
            Assert.Equal(Enumerable.Range(0, position.Length), topology.Order.ToArray().Order());
            for (var node = 0; node < position.Length; node++)
            {
                var at = document.Nodes[node];
                var needs = at.Over.Select(o => o.Node).Concat(at.After).Concat(NodeReferences.Of(at)).Select(document.Nodes.IndexOf).Distinct().Order();
                Assert.Equal(needs, topology.Dependencies(node).ToArray().Order());
                foreach (var before in topology.Dependencies(node))
                {
                    Assert.True(position[before] < position[node]);
                    Assert.True(topology.Dependents(before).Contains(node));
                }
                Assert.Equal(topology.Dependents(node).ToArray().Order(), topology.Dependents(node).ToArray());
            }
        }).Check(FixedSeed.Cases(200));

    [Theory]
    [InlineData(0, 10, 1, 10)]
    [InlineData(0, 10, 3, 4)]
    [InlineData(10, 0, -3, 4)]
    [InlineData(5, 5, 1, 0)]
    [InlineData(5, 0, 1, 0)]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue, 3)]
    [InlineData(long.MinValue, long.MaxValue, 1, long.MaxValue)]
    public void Count_OfARange_IsExact(long from, long to, long step, long expected) =>
        Assert.Equal(expected, new RangeNode { Id = A, From = from, To = to, Step = step }.Count);

    [Fact]
    public void PolicyOf_NodeOverJobOverDefaults_IsMerged()
    {
        var job = new Policy { Retries = new RetrySpec(3), Memory = 5, Semaphores = Counts(("db", 1), ("api", 2)) };
        var node = new RangeNode { Id = A, To = 1, Policy = new Policy { Retries = new RetrySpec(0), Semaphores = Counts(("api", 4)) } };
        var document = JobChecker.Check(new JobDraft { Name = "x", Nodes = [node], Outputs = [A], Policy = job }, TestFunctions.Catalog, isStored: true).Require();

        var policy = document.PolicyOf(node);

        Assert.Equal((0, 5, 1.0, OnError.Stop, CacheMode.Use), (policy.Retries.Count, policy.Memory!.Value, policy.Cpu, policy.OnError, policy.Cache));
        Assert.Equal((1, 4), (policy.Semaphores["db"], policy.Semaphores["api"]));
        Assert.Same(EffectivePolicy.Default, EffectivePolicy.Merge(null, null));
    }

    [Theory]
    [InlineData("00:10:00", 600.0)]
    [InlineData("1.00:00:01", 86_401.0)]
    [InlineData("90s", 90.0)]
    [InlineData("1.5h", 5400.0)]
    [InlineData("250ms", 0.25)]
    [InlineData("10 minutes", null)]
    [InlineData("-1s", null)]
    [InlineData("10", null)]
    [InlineData("", null)]
    [InlineData("99999999999d", null)]
    public void Duration_Text_IsReadOrRefused(string text, double? seconds) =>
        Assert.Equal(seconds, Duration.TryParse(text, out var duration) ? duration.TotalSeconds : null);

    [Theory]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("1.5 KiB", 1536L)]
    [InlineData("2GB", 2_000_000_000L)]
    [InlineData("17B", 17L)]
    [InlineData("GiB", null)]
    [InlineData("1", null)]
    [InlineData("-1MB", null)]
    [InlineData("99999999TiB", null)]
    public void ByteSize_Text_IsReadOrRefused(string text, long? bytes) => Assert.Equal(bytes, ByteSize.TryParse(text, out var size) ? size : null);

    [Fact]
    public void Format_Problems_TellsPlaceReasonAndRemedy()
    {
        var text = ProblemFormatter.Format(
            [new Problem { Path = "$.nodes.a.call", Line = 4, Column = 12, Rule = ProblemRules.UnknownFunction, Message = "There is no function 'math.ad'.", Suggestion = "math.add" }], "job.json");

        Assert.Equal(
            """
            The job document has 1 problem; nothing was run.

            job.json(4,12): $.nodes.a.call
              There is no function 'math.ad'. Did you mean 'math.add'? (rule: unknownFunction)

            """, text);
    }

    private static GraphValue Nested(int levels) => Enumerable.Range(0, levels).Aggregate(GraphValue.Null, (inner, _) => GraphValue.List([inner]));

    private static FrozenDictionary<string, int> Counts(params (string Name, int Count)[] counts) =>
        counts.ToFrozenDictionary(c => c.Name, c => c.Count, StringComparer.Ordinal);
}
