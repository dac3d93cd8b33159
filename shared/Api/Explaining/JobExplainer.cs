using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Parameters;
using Serverless.Graph.Values;
using Serverless.Planning;
using Serverless.Planning.Elements;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Statistics;
using Serverless.Store.Writes;

namespace Serverless.Api.Explaining;

/// <summary>Plans a document as its job would, and writes nothing.</summary>
public static class JobExplainer
{
    // Stands for the job's id in the tokens of impure functions: their results are that job's alone, and none is recorded under this name.
    private const string NoJob = "explain";

    /// <exception cref="PlanException">Counts do not fit each other.</exception>
    public static async Task<JobExplanation> ExplainAsync(TenantStores stores, JobDocument document, JobSnapshot snapshot, UnitTargets targets, CancellationToken cancellationToken)
    {
        var tokens = NodeTokens.Compute(document, JobPipelines.SourcesOf(snapshot), NoJob);
        var pipelineGraph = JobPipelines.Create(document, snapshot, tokens);
        var rosters = new ElementRosters(document, snapshot, pipelineGraph.Pipelines, tokens);
        var results = new ElementResults(stores);
        var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
        while (cull.Current is { } pipeline)
        {
            // As the job will: what is recorded and gone is made again.
            var recorded = await RecordedResults.LookAsync(stores, pipeline.Token, cancellationToken, DatasetWrites.FolderOf(document, pipeline));
            var ranges = recorded.View.Records.Select(r => new IndexRange(r.First, r.Last)).ToList();
            var missing = cull.Wanted.Except(new RangeSet(ranges));
            if (!missing.IsEmpty && recorded.View.Epoch == 0 && rosters.Of(pipeline) is { } elements) ranges.AddRange((await results.FindAsync(pipeline, elements, missing, cancellationToken)).Tasks);
            cull.Recorded(ranges);
        }
        var learned = await new StatisticsStore(stores.Blobs).ReadAsync(cancellationToken);
        var sizing = StageSizing.Of(document, pipelineGraph.Pipelines, learned, targets);
        var (units, _) = UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, sizing);
        var unitsOf = units.CountBy(u => u.Pipeline).ToDictionary();
        var ready = Readiness.Of(document, snapshot);
        var unknown = document.Nodes.Where((_, i) => !ready[i]).Select(n => n.Id.Value).ToList();
        var isWhole = pipelineGraph.IsComplete && unknown.Count == 0;
        return new JobExplanation
        {
            Name = document.Name,
            Params = ParameterView.Of(document.Parameters),
            Pipelines = [.. pipelineGraph.Pipelines.Select(p => Explain(p, cull, unitsOf.GetValueOrDefault(p.Ordinal)) with { MaySpeculate = SpeculationPlan.Allows(document, p), Impure = ImpureIn(document, p), Layout = LayoutText.Of(p, snapshot) })],
            Unknown = unknown,
            Tasks = isWhole ? pipelineGraph.Pipelines.Sum(p => Missing(p, cull)) : null,
            Units = isWhole ? units.Length : null,
            FoundTasks = cull.FoundElements,
        };
    }

    private static IReadOnlyList<string> ImpureIn(JobDocument document, Pipeline pipeline) =>
        [.. pipeline.AllNodes.Select(n => document.Binding(new NodeId(n))).SelectMany(b => new[] { b.Function, b.By, b.Combine }.Concat(b.Called)).Where(f => f is { Impure: true }).Select(f => f!.Name).Distinct(StringComparer.Ordinal)];

    private static ExplainedPipeline Explain(Pipeline pipeline, Cull cull, int units) => new(
        pipeline.Title,
        [.. pipeline.Nodes],
        pipeline.Result.ToString().ToLowerInvariant(),
        pipeline.Elements,
        Missing(pipeline, cull),
        units,
        [.. pipeline.Sources.Select(s => s.Node).Distinct(StringComparer.Ordinal)]);

    private static long Missing(Pipeline pipeline, Cull cull) => cull.MissingOf(pipeline.Ordinal).Ranges.Sum(pipeline.ElementsIn);
}
