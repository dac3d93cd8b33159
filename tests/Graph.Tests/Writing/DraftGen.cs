using System.Collections.Frozen;
using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Policies;
using Serverless.Graph.Tests.Values;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Writing;

/// <summary>Random valid documents, of every kind of node.</summary>
internal static class DraftGen
{
    public static Gen<JobDraft> Drafts { get; } =
        from seed in Gen.Choose(0, int.MaxValue)
        from values in Gen.ArrayOf(GraphValueGen.WithRefs("source", "one"), 8)
        select Make(new Random(seed), values);

    private static JobDraft Make(Random random, GraphValue[] values)
    {
        var nodes = new List<Node>
        {
            new RangeNode { Id = new NodeId("source"), To = 5 },
            new CallNode { Id = new NodeId("one"), Function = "math.identity", Args = GraphValue.List([GraphValue.Of(1)]) },
            new ReadNode { Id = new NodeId("tables"), Files = ["*.parquet"] },
        };
        var count = random.Next(12);
        for (var i = 0; i < count; i++) nodes.Add(Decorate(Node(new NodeId($"n.{i}_x"), random, values[i % values.Length]), nodes, random));
        return new JobDraft
        {
            Name = "random job",
            Nodes = [.. nodes],
            Outputs = [nodes[^1].Id],
            Policy = random.Next(2) == 0 ? null : Policy(random),
            After = random.Next(4) == 0 ? ["first.json", "second.json"] : [],
        };
    }

    private static Node Node(NodeId id, Random random, GraphValue value)
    {
        ImmutableArray<OverInput> source = [new OverInput(new NodeId("source"))];
        ImmutableArray<OverInput> tables = [new OverInput(new NodeId("tables"), random.Next(2) == 0 ? null : "input")];
        var query = GraphValue.Map([new("query", GraphValue.Of("SELECT 1")), new("parameters", GraphValue.Map([new("$1", GraphValue.Of(2)), new("p", GraphValue.Of(0.5))]))]);
        return random.Next(20) switch
        {
            0 => new CallNode { Id = id, Function = "any.thing", Args = GraphValue.List([value]) },
            1 => new CallNode { Id = id, Function = "any.thing", Args = GraphValue.Map([new("value", value)]) },
            2 => new ReadNode { Id = id, Dataset = "flights", Columns = ["a", "b"], Table = "other", Where = [[new Condition("a", ComparisonOperator.In, GraphValue.List([GraphValue.Of(1), GraphValue.Of("x")]))], [new Condition("b", ComparisonOperator.LessOrEqual, GraphValue.Of(-0.0))]], Split = new ReadSplit(1000, null) },
            3 => new RangeNode { Id = id, From = random.Next(-5, 5), To = random.Next(-5, 9), Step = random.Next(2) == 0 ? -2 : 1 },
            4 => new ItemsNode { Id = id, Items = [value, GraphValue.Of("x")] },
            5 => new FilesNode { Id = id, Files = ["a/*.txt", "b.txt"] },
            6 => new MapNode { Id = id, Function = "math.add", Over = source, Args = GraphValue.List([GraphValue.Ref(new NodeId("one"))]) },
            7 => new FilterNode { Id = id, Function = "math.isEven", Over = source },
            8 => new MapPartitionsNode { Id = id, Function = "sql", Over = tables, Args = query },
            9 => new ReduceNode { Id = id, Function = random.Next(2) == 0 ? "math.sum" : "math.add", Over = source, SplitEvery = random.Next(2, 20) },
            10 => new FoldByNode { Id = id, Function = "math.add", By = "math.text", Combine = random.Next(2) == 0 ? null : "math.add", Over = source, Initial = random.Next(2) == 0 ? null : GraphValue.Of(0) },
            11 => new ZipNode { Id = id, Over = [.. source, .. source] },
            12 => new TakeNode { Id = id, Count = random.Next(3), Over = source },
            13 => new TopKNode { Id = id, Count = random.Next(1, 4), By = random.Next(2) == 0 ? null : "math.identity", Ascending = random.Next(2) == 0, Over = source },
            14 => new DistinctNode { Id = id, Over = source },
            15 => new JoinNode { Id = id, On = [random.Next(2) == 0 ? "a" : new JoinKey("a", "b"), "c"], How = (JoinHow)random.Next(6), Suffix = random.Next(2) == 0 ? "_right" : "é\"", Way = (JoinWay)random.Next(2), Over = [.. tables.Select(t => t with { Alias = null }), .. tables.Select(t => t with { Alias = null })] },
            18 => new SortNode { Id = id, By = ["a", new SortKey("b", random.Next(2) == 0)], Partitions = random.Next(2) == 0 ? null : random.Next(1, 4096), Over = tables },
            17 => new ShuffleNode { Id = id, By = ["a", "b"], Partitions = random.Next(2) == 0 ? null : random.Next(1, 4096), Over = tables },
            16 => new GroupByNode { Id = id, Keys = random.Next(2) == 0 ? [] : ["a", "b c"], Aggregates = [new("n", GroupFunction.Count), new("q", GroupFunction.Quantile, "x", 0.1), new("\n", (GroupFunction)random.Next(9), "x")], Over = tables },
            _ => new WriteNode { Id = id, Dataset = "out", Mode = (WriteMode)random.Next(3), PartitionBy = random.Next(2) == 0 ? [] : ["m"], Over = tables },
        };
    }

    private static Node Decorate(Node node, List<Node> earlier, Random random)
    {
        if (random.Next(3) == 0) node = node with { Policy = Policy(random) };
        if (random.Next(3) == 0) node = node with { Keep = true };
        return random.Next(3) == 0 ? node with { After = [earlier[random.Next(earlier.Count)].Id] } : node;
    }

    private static Policy Policy(Random random) => new()
    {
        Retries = random.Next(2) == 0 ? new RetrySpec(random.Next(5)) : new RetrySpec(2) { Backoff = TimeSpan.FromMilliseconds(250), Jitter = 0 },
        Timeout = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(1, 200_000)),
        Memory = random.Next(2) == 0 ? null : random.NextInt64(1, 1L << 40),
        Cpu = random.Next(2) == 0 ? null : 0.5,
        Priority = random.Next(2) == 0 ? null : -3,
        Deadline = random.Next(3) switch { 0 => null, 1 => new Deadline(null, TimeSpan.FromHours(7)), _ => new Deadline(new DateTimeOffset(2030, 1, 31, 6, 0, 0, TimeSpan.FromHours(1)), null) },
        Placement = random.Next(2) == 0 ? null : "pool-1",
        Semaphores = random.Next(2) == 0 ? null : new Dictionary<string, int>(StringComparer.Ordinal) { ["erp-db"] = 1, ["api"] = 3 }.ToFrozenDictionary(StringComparer.Ordinal),
        Limits = random.Next(2) == 0 ? null : new Dictionary<string, int>(StringComparer.Ordinal) { ["g"] = 2 }.ToFrozenDictionary(StringComparer.Ordinal),
        Cache = random.Next(2) == 0 ? null : CacheMode.None,
        OnError = random.Next(2) == 0 ? null : OnError.Continue,
        Speculate = random.Next(3) switch { 0 => null, var n => n == 1 },
    };
}
