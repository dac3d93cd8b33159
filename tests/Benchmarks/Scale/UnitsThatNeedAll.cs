using Serverless.Benchmarks.Tasks;
using Serverless.Client.Building;
using Serverless.Graph.Identity;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Jobs;
using Serverless.Logic.Stages;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;

namespace Serverless.Benchmarks.Scale;

/// <summary>40,000 units that all need 40,000 others: from the document to units and blocks, and the machine of the stage to its end.</summary>
internal sealed class UnitsThatNeedAll : GrowthBenchmark
{
    public override string Name => "scale.units-need-all-40000";

    protected override string Workload => "planned units that all need all units of a map before them, and a machine that runs them";

    protected override int Largest => 40_000;

    protected override Task<double> SecondsAsync(int size, CancellationToken cancellationToken)
    {
        var graph = new JobGraph("barrier");
        var before = graph.Range(size).Map(x => BenchSteps.Square(x)).Keep();
        var document = graph.Build(before, graph.Range(size).Map(x => BenchSteps.Square(x)).ThenAfter(before));
        var snapshot = new JobSnapshot { Reads = System.Collections.Immutable.ImmutableSortedDictionary<string, ReadSnapshot>.Empty };
        var tokens = NodeTokens.Compute(document, new Dictionary<NodeId, Token>(), "job");
        return MeasureAsync(() =>
        {
            var pipelineGraph = JobPipelines.Create(document, snapshot, tokens);
            var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
            while (cull.Current is not null) cull.Recorded([]);
            var (units, _) = UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, new UnitSizing { Slots = 64, MaxTasks = 1 });
            Run(new StageMachine(new StageGraph([.. units.Select(u => (IReadOnlyCollection<OrdinalRange>)u.Needs)]), new StageRules { Window = 16 }), units.Length);
            return Task.CompletedTask;
        });
    }

    private static void Run(StageMachine machine, int units)
    {
        var running = new Queue<StageCommand.Start>(machine.Apply(new StageEvent.Started()).OfType<StageCommand.Start>());
        var done = 0;
        while (running.TryDequeue(out var start))
        {
            done++;
            foreach (var command in machine.Apply(new StageEvent.ItemEnded(start.Item, start.Attempt, UnitEnd.Done)))
            {
                if (command is StageCommand.Start next) running.Enqueue(next);
            }
        }
        if (done != units) throw new InvalidOperationException($"{done} of {units} units ran.");
    }
}
