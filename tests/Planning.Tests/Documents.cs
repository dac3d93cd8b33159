using System.Collections.Immutable;
using System.Text;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Tests;

/// <summary>Documents and outlines for tests.</summary>
internal static class Documents
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder()
        .Add(typeof(Functions))
        .Add(new FunctionDescriptor { Name = "sql", Version = "1", Kind = FunctionKind.Table, Parameters = [new FunctionParameter("query", DataType.String)], Result = DataType.Table })
        .Build();

    public static JobDocument Parse(string nodes, string outputs) =>
        JobParser.Parse(Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "test", "nodes": { {{nodes}} }, "outputs": [{{outputs}}] }"""), Catalog).Require();

    public static JobSnapshot Snapshot(params (string Node, int Partitions)[] reads) => new()
    {
        Reads = reads.ToImmutableSortedDictionary(
            r => r.Node,
            r => new ReadSnapshot { Version = "v1", Partitions = [.. Enumerable.Range(0, r.Partitions).Select(i => new PartitionSnapshot { File = $"f{i}", Bytes = 1 })] }),
    };

    public static PipelineGraph Pipelines(JobDocument document, JobSnapshot snapshot)
    {
        var tokens = NodeTokens.Compute(document, snapshot.Reads.ToDictionary(r => new NodeId(r.Key), r => Version(r.Value.Version)), "job");
        var ready = Readiness.Of(document, snapshot);
        return PipelineBuilder.Create(document, snapshot, [.. ready.Select((r, i) => r ? tokens[i] : null)]);
    }

    private static Token Version(string text)
    {
        var writer = new TokenWriter();
        writer.String(text);
        return writer.Finish();
    }

    internal sealed record Row(long K);

    internal static class Functions
    {
        [TaskFunction(Version = "1")]
        internal static long Square(long x) => x * x;

        [TaskFunction(Version = "1")]
        internal static object? Same(object? x) => x;

        [TaskFunction(Version = "1", Impure = true)]
        internal static long Send(long x) => x;

        [TaskFunction(Version = "1")]
        internal static double Half(double x) => x / 2;

        [TaskFunction(Version = "1")]
        internal static long Numbered(long x, TaskContext context) => x + context.Partition;

        [TaskFunction(Version = "1")]
        internal static Row Record(long x) => new(x);

        [TaskFunction(Version = "1")]
        internal static long Add(long a, long b) => a + b;

        [TaskFunction(Version = "1")]
        internal static long First(long x, IReadOnlyList<long> all) => x + all[0];

        [TaskFunction(Version = "1")]
        internal static long Total(IReadOnlyList<long> all) => all.Sum();

        [TaskFunction(Version = "1")]
        internal static bool Even(long x) => x % 2 == 0;
    }
}
