using Serverless.Client.Building;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;

namespace Serverless.Benchmarks.Graph;

/// <summary>An irregular graph from C#, call by call, to a checked document; the limit is the parser on a text of as many nodes.</summary>
internal sealed class BuildGraph : IBenchmark
{
    private const int Rounds = 5;

    public string Name => "graph.build-100000";

    public Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var nodes = quick ? 2_000 : 100_000;
        var text = IrregularDocument.Make(nodes);
        var catalog = new FunctionCatalogBuilder().Add(typeof(BenchmarkFunctions)).Build();
        var built = 0;
        var rounds = Benchmarks.Rounds.Of(Rounds, () => built = Build(nodes), () => JobParser.Parse(text, catalog).Require(), cancellationToken);
        if (built != nodes) throw new InvalidOperationException($"{built} nodes were built of {nodes}.");
        var (value, limit) = (nodes / rounds.MedianOurs, nodes / rounds.MedianLimit);
        return Task.FromResult(new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{nodes} calls of a function of two numbers, each on two earlier ones, from expression trees, 1 thread",
            Value = Math.Round(value),
            Unit = "nodes/s",
            Limit = Math.Round(limit),
            LimitIs = "parsing a document of as many nodes",
            Ratio = Math.Round(value / limit, 3),
        });
    }

    private static int Build(int nodes)
    {
        var random = new Random(17);
        var graph = new JobGraph("irregular");
        var made = new List<Delayed<long>>(nodes) { graph.Call(() => BenchmarkFunctions.Identity(1)), graph.Call(() => BenchmarkFunctions.Identity(2)) };
        for (var i = 2; i < nodes; i++)
        {
            var (near, far) = (made[i - 1], made[random.Next(i)]);
            made.Add(graph.Call(() => BenchmarkFunctions.Add(near, far)));
        }
        return graph.Build(made[^1]).Nodes.Count;
    }
}
