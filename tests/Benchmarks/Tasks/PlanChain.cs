using System.Diagnostics;
using Serverless.Client.Building;
using Serverless.Graph.Identity;
using Serverless.Graph.Tokens;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;

namespace Serverless.Benchmarks.Tasks;

/// <summary>A chain of a million calls, from checked document to units; the limit is computing its tokens.</summary>
internal sealed class PlanChain : IBenchmark
{
    private const int Rounds = 3;

    public string Name => "tasks.plan-chain-1000000";

    public Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var nodes = quick ? 10_000 : 1_000_000;
        var graph = new JobGraph("chain");
        var last = graph.Call(() => BenchSteps.Square(3));
        for (var i = 1; i < nodes; i++)
        {
            var before = last;
            last = graph.Call(() => BenchSteps.Square(before));
        }
        var document = graph.Build(last);
        var snapshot = new JobSnapshot { Reads = System.Collections.Immutable.ImmutableSortedDictionary<string, ReadSnapshot>.Empty };
        var (plans, limits) = (new List<double>(), new List<double>());
        var units = 0;
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            var tokens = NodeTokens.Compute(document, new Dictionary<Serverless.Graph.Values.NodeId, Token>(), "job");
            limits.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            var pipelineGraph = JobPipelines.Create(document, snapshot, tokens);
            var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
            while (cull.Current is not null) cull.Recorded([]);
            units = UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, new UnitSizing { Slots = Environment.ProcessorCount }).Units.Length;
            plans.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        var (value, limit) = (plans.Order().ElementAt(Rounds / 2), limits.Order().ElementAt(Rounds / 2));
        return Task.FromResult(new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"a chain of {nodes:N0} calls: tokens, order, cut, units; 1 thread; median of {Rounds}",
            Value = Math.Round(value, 3),
            Unit = "s",
            Target = 3,
            LowerIsBetter = true,
            Limit = Math.Round(limit, 3),
            LimitIs = "tokens alone",
            Ratio = Math.Round(limit / value, 3),
            More = new Dictionary<string, object>(StringComparer.Ordinal) { ["units"] = units },
        });
    }
}
