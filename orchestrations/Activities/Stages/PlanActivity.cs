using System.Collections.Immutable;
using Serverless.Activities.Cache;
using Serverless.Durable;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Logic.Messages;
using Serverless.Planning;
using Serverless.Planning.Elements;
using Serverless.Planning.Learning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;
using Serverless.Store.Cache;
using Serverless.Store.Jobs;
using Serverless.Store.Resolving;
using Serverless.Store.Statistics;
using OnError = Serverless.Logic.Stages.OnError;

namespace Serverless.Activities.Stages;

/// <summary>Plans a stage: outlines the document over its snapshot, asks the ledger what is there, cuts the rest into units and blocks.</summary>
internal sealed class PlanActivity(JobLoader loader, PlanOptions options) : Activity<StageRequest, PlannedStage>
{
    // Estimates get better with each; where they do not, the work has no rule that they could follow.
    private const int MaxSplits = 8;

    public override async Task<PlannedStage> RunAsync(ActivityContext context, StageRequest input, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(input.Job);
        var document = await loader.DocumentAsync(input.Job, cancellationToken);
        var snapshot = await stores.Jobs.GetImmutableAsync<JobSnapshot>(input.Snapshot!, cancellationToken);
        var submission = await loader.SubmissionAsync(input.Job, cancellationToken);
        var tokens = NodeTokens.Compute(document, JobPipelines.SourcesOf(snapshot), submission.SaltOf(input.Job.Id), submission.Versions);
        var pipelineGraph = PipelinesOf(document, snapshot, tokens);
        var pins = PinsOf(document, pipelineGraph, submission, input);
        var job = new JobPins(stores);
        if (input.Stage == 0) await job.ReopenAsync(input.Job.Id, cancellationToken);
        await job.PutAsync(input.Job.Id, pins, cancellationToken);
        var ledger = new PlanLedger(stores, document, input.Job.Id, submission.SaltOf(input.Job.Id)) { IsFresh = submission.IsFresh };
        await ledger.FenceAsync(input.Fence ?? [], cancellationToken);
        await ledger.LookAsync(pipelineGraph.Pipelines.Length, cancellationToken);
        var earlier = submission.Before.Select(v => JobPipelines.Create(document, snapshot, submission.SaltOf(input.Job.Id), v)).ToList();
        var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
        var rosters = new ElementRosters(document, snapshot, pipelineGraph.Pipelines, tokens);
        while (cull.Current is { } pipeline)
        {
            foreach (var outlined in earlier) await ledger.AdoptAsync(outlined.Pipelines[pipeline.Ordinal], pipeline, cancellationToken);
            var (all, own) = await ledger.RecordedAsync(pipeline, cancellationToken);
            if (await ledger.TakeOverAsync(pipeline, rosters, cull.Wanted.Except(new RangeSet(all)), cancellationToken)) (all, own) = await ledger.RecordedAsync(pipeline, cancellationToken);
            // What an earlier life of this very job left is found; what its stages before this one made is not.
            cull.Recorded(all, input.Stage == 0 ? null : own);
        }
        var learned = await new StatisticsStore(stores.Blobs).ReadAsync(cancellationToken);
        var known = pipelineGraph.Pipelines.Select(p => learned.Find(StatisticsBook.KeyOf(document, p))).ToList();
        var sizing = StageSizing.Of(document, pipelineGraph.Pipelines, learned, options.Targets);
        sizing = sizing with { SecondsPerElement = p => ledger.MeasuredSeconds(p) ?? known[p.Ordinal]?.SecondsPerElement, LayoutBytes = p => BlockLayouts.BytesOf(p, document) };
        var (units, blocks) = UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, sizing);
        var plan = new StagePlan
        {
            Stage = input.Stage,
            Snapshot = input.Snapshot!,
            Pipelines = pipelineGraph.Pipelines,
            Units = units,
            Blocks = blocks,
            IsLast = pipelineGraph.IsComplete,
            FoundRanges = cull.FoundRanges,
            FoundElements = cull.FoundElements,
            Budgets = Splits(document, input) ? BudgetsOf(pipelineGraph, units, sizing) : ImmutableSortedDictionary<int, double>.Empty,
            Speculation = options.SpeculateAfter is { } after ? SpeculationPlan.Of(document, pipelineGraph.Pipelines, units, sizing, after) : null,
            LearnedBytes = pipelineGraph.Pipelines.Where(p => known[p.Ordinal]?.UnitBytes is not null).ToImmutableSortedDictionary(p => p.Ordinal, p => known[p.Ordinal]!.UnitBytes!.Value),
            Epochs = ledger.Epochs.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
        var name = await stores.Jobs.PutImmutableAsync(JobBlobs.Plans, plan, cancellationToken);
        var ran = NodeUse.PositionsOf(document, pipelineGraph.Pipelines.Where(p => !cull.MissingOf(p.Ordinal).IsEmpty || ledger.IsOwn(p)));
        await job.PutAsync(input.Job.Id, pins with { Plan = name, Ran = ran, Lost = ledger.LostCount }, cancellationToken);
        await JobEvents.LostAsync(stores, input, ledger.Lost, options.Time, cancellationToken);
        await stores.Jobs.PutAsync(input.Job.Id, JobBlobs.Outputs, OutputsOf(document, pipelineGraph), cancellationToken);
        await JobEvents.PlannedAsync(stores, input, plan, name, submission, options.Time, cancellationToken);
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
            IsLast = pipelineGraph.IsComplete,
            Claims = PlanClaims.Of(document, pipelineGraph, cull),
        };
    }

    private static PipelineGraph PipelinesOf(JobDocument document, JobSnapshot snapshot, NodeTokens tokens)
    {
        try
        {
            return JobPipelines.Create(document, snapshot, tokens);
        }
        catch (PlanException e)
        {
            throw new MisfitInputException(e);
        }
    }

    // With "continue" the rest of a stage goes on when something fails, and nothing is planned anew.
    private bool Splits(JobDocument document, StageRequest input) =>
        options.SplitsUnits && input.Splits < MaxSplits && document.Policy?.OnError != Graph.Policies.OnError.Continue;

    private static ImmutableSortedDictionary<int, double> BudgetsOf(PipelineGraph pipelineGraph, IEnumerable<PlanUnit> units, UnitSizing sizing)
    {
        var budgets = ImmutableSortedDictionary.CreateBuilder<int, double>();
        foreach (var some in units.GroupBy(u => u.Pipeline))
        {
            if (sizing.BudgetOf(pipelineGraph.Pipelines[some.Key], some.Max(u => u.Tasks.Count)) is { } budget) budgets[some.Key] = Math.Round(budget.TotalSeconds, 3);
        }
        return budgets.ToImmutable();
    }

    private static StagePins PinsOf(JobDocument document, PipelineGraph pipelineGraph, Submission submission, StageRequest input)
    {
        return new StagePins
        {
            Stage = input.Stage,
            Snapshot = input.Snapshot!,
            Tokens = [.. pipelineGraph.Pipelines.Select(p => p.Token)],
            Outputs = [.. document.Outputs.Where(o => pipelineGraph.StoredBy.ContainsKey(o.Value)).Select(o => pipelineGraph.Pipelines[pipelineGraph.StoredBy[o.Value].Pipeline].Token)],
            Functions = document.Functions().DistinctBy(f => f.Name).ToImmutableSortedDictionary(f => f.Name, f => submission.Versions.GetValueOrDefault(f.Name, f.Version), StringComparer.Ordinal),
            Nodes = NodeUse.PositionsOf(document, pipelineGraph.Pipelines),
        };
    }

    private static ImmutableSortedDictionary<string, JobOutput> OutputsOf(JobDocument document, PipelineGraph pipelineGraph) =>
        document.Outputs
            .Where(o => pipelineGraph.StoredBy.ContainsKey(o.Value))
            .ToImmutableSortedDictionary(
                o => o.Value,
                o =>
                {
                    var stored = pipelineGraph.StoredBy[o.Value];
                    var pipeline = pipelineGraph.Pipelines[stored.Pipeline];
                    return new JobOutput(pipeline.Token, pipeline.Result, pipeline.Count, document.Binding(o).IsCollection) { Part = stored.Part ?? 0 };
                },
                StringComparer.Ordinal);
}
