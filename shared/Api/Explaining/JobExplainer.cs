using Serverless.Execution;
using Serverless.Execution.Cache;
using Serverless.Execution.Learning;
using Serverless.Execution.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Planning;
using Serverless.Planning.Elements;
using Serverless.Planning.Learning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;

namespace Serverless.Api.Explaining;

/// <summary>Plans a document as its job would, and writes nothing.</summary>
public static class JobExplainer
{
    // Stands for the job's id in the tokens of impure functions: their results are nobody else's, and none is recorded under this name.
    private const string NoJob = "explain";

    /// <exception cref="PlanException">Counts do not fit each other.</exception>
    public static async Task<JobExplanation> ExplainAsync(TenantStores stores, JobDocument document, JobSnapshot snapshot, int slots, CancellationToken cancellationToken)
    {
        var tokens = NodeTokens.Compute(document, JobOutliner.SourcesOf(snapshot), NoJob);
        var outline = JobOutliner.Create(document, snapshot, tokens);
        var rosters = new ElementRosters(document, snapshot, outline.Pipelines, tokens);
        var results = new ElementResults(stores);
        var cull = new Cull(outline.Pipelines, outline.Targets);
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
        var known = outline.Pipelines.Select(p => learned.Find(StatisticsBook.KeyOf(document, p))).ToList();
        var sizing = new UnitSizing
        {
            Slots = slots,
            SecondsPerElement = p => known[p.Ordinal]?.SecondsPerElement,
            BytesPerElement = p => known[p.Ordinal] is { } statistics ? statistics.BytesInPerElement + statistics.BytesPerElement : null,
        };
        var (units, _) = UnitCutter.Cut(outline.Pipelines, cull, sizing);
        var unitsOf = units.CountBy(u => u.Pipeline).ToDictionary();
        var ready = Readiness.Of(document, snapshot);
        var unknown = document.Nodes.Where((_, i) => !ready[i]).Select(n => n.Id.Value).ToList();
        var isWhole = outline.IsComplete && unknown.Count == 0;
        return new JobExplanation
        {
            Name = document.Name,
            Pipelines = [.. outline.Pipelines.Select(p => Explain(p, cull, unitsOf.GetValueOrDefault(p.Ordinal)) with { MaySpeculate = SpeculationPlan.Allows(document, p), Impure = ImpureIn(document, p) })],
            Unknown = unknown,
            Tasks = isWhole ? outline.Pipelines.Sum(p => Missing(p, cull)) : null,
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
