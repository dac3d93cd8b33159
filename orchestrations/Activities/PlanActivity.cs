using System.Collections.Immutable;
using Serverless.Datasets;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Execution.Jobs;
using Serverless.Execution.Learning;
using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Logic.Jobs;
using Serverless.Planning;
using Serverless.Planning.Learning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;
using OnError = Serverless.Logic.Stages.OnError;

namespace Serverless.Activities;

/// <summary>Plans a stage: outlines the document over its snapshot, asks the ledger what is there, cuts the rest into units and blocks.</summary>
public sealed class PlanActivity(JobLoader loader, PlanOptions options) : Activity<StageRequest, PlannedStage>
{
    public override async Task<PlannedStage> RunAsync(ActivityContext context, StageRequest input, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(input.Job);
        var document = await loader.DocumentAsync(input.Job, cancellationToken);
        var snapshot = await stores.Jobs.GetImmutableAsync<JobSnapshot>(input.Snapshot!, cancellationToken);
        var outline = OutlineOf(document, snapshot, input.Job.Id);
        var cull = new Cull(outline.Pipelines, outline.Targets);
        while (cull.Current is { } pipeline) cull.Recorded(await RecordedAsync(stores, document, pipeline, cancellationToken));
        var learned = await new StatisticsStore(stores.Blobs).ReadAsync(cancellationToken);
        var sizing = new UnitSizing
        {
            Slots = options.Slots,
            MaxTasks = options.MaxUnitTasks,
            SecondsPerElement = pipeline => learned.SecondsPerElement(StatisticsBook.KeyOf(document, pipeline)),
        };
        var (units, blocks) = UnitCutter.Cut(outline.Pipelines, cull, sizing);
        var plan = new StagePlan
        {
            Stage = input.Stage,
            Snapshot = input.Snapshot!,
            Pipelines = outline.Pipelines,
            Units = units,
            Blocks = blocks,
            IsLast = outline.IsComplete,
            FoundRanges = cull.FoundRanges,
            FoundElements = cull.FoundElements,
        };
        var name = await stores.Jobs.PutImmutableAsync(JobBlobs.Plans, plan, cancellationToken);
        await stores.Jobs.PutAsync(input.Job.Id, JobBlobs.Outputs, OutputsOf(document, outline), cancellationToken);
        await JobEvents.PlannedAsync(stores, input, plan, name, options.Time, cancellationToken);
        return new PlannedStage
        {
            Plan = name,
            Units = units.Length,
            Blocks = blocks.Length,
            Tasks = plan.Elements,
            FoundRanges = cull.FoundRanges,
            FoundTasks = cull.FoundElements,
            // Twice the slots: the next unit is there when one ends.
            Window = options.Slots * 2,
            OnError = document.Policy?.OnError == Graph.Policies.OnError.Continue ? OnError.Continue : OnError.Stop,
            IsLast = outline.IsComplete,
        };
    }

    /// <summary>The pipelines of a document over a snapshot.</summary>
    internal static Outline OutlineOf(JobDocument document, JobSnapshot snapshot, string salt)
    {
        var sources = snapshot.Reads.ToDictionary(r => new NodeId(r.Key), r => VersionToken(r.Value.Version));
        var tokens = NodeTokens.Compute(document, sources, salt);
        var ready = Readiness.Of(document, snapshot);
        return Outliner.Create(document, snapshot, [.. ready.Select((r, node) => r ? tokens[node]?.ToString() : null)]);
    }

    private static Token VersionToken(string version)
    {
        var writer = new TokenWriter();
        writer.String(version);
        return writer.Finish();
    }

    private static async Task<IReadOnlyCollection<IndexRange>> RecordedAsync(TenantStores stores, JobDocument document, Pipeline pipeline, CancellationToken cancellationToken)
    {
        var records = await stores.Ledger.ReadAsync(pipeline.Token, cancellationToken);
        // A commit counts while the dataset is still what it made: somebody may have written over it.
        if (records.Count > 0 && pipeline.Result == ResultKind.Commit)
        {
            var write = (WriteNode)document.Nodes[new NodeId(pipeline.Node)];
            if (!await stores.Datasets.IsLastCommitAsync(new DatasetId(write.Dataset), pipeline.Token, cancellationToken)) return [];
        }
        return [.. records.Select(r => new IndexRange(r.First, r.Last))];
    }

    private static ImmutableSortedDictionary<string, JobOutput> OutputsOf(JobDocument document, Outline outline) =>
        document.Outputs
            .Where(o => outline.StoredBy.ContainsKey(o.Value))
            .ToImmutableSortedDictionary(
                o => o.Value,
                o =>
                {
                    var stored = outline.StoredBy[o.Value];
                    var pipeline = outline.Pipelines[stored.Pipeline];
                    return new JobOutput(pipeline.Token, pipeline.Result, pipeline.Count, document.Binding(o).IsCollection) { Part = stored.Part ?? 0 };
                },
                StringComparer.Ordinal);
}
