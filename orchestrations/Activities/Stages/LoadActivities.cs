using Serverless.Activities.Pools;
using Serverless.Activities.Semaphores;
using Serverless.Activities.Speculation;
using Serverless.Durable;
using Serverless.Logic.Messages;
using Serverless.Planning.Units;
using Serverless.Store.Jobs;

namespace Serverless.Activities.Stages;

/// <summary>Hands a stage orchestration which blocks there are and what each needs: from a block on, as many as a payload has room for.</summary>
internal sealed class LoadStageActivity(JobLoader loader) : Activity<BlockRequest, StageLayout>
{
    public override async Task<StageLayout> RunAsync(ActivityContext context, BlockRequest input, CancellationToken cancellationToken)
    {
        var plan = await loader.StoresOf(input.Job).Jobs.GetImmutableAsync<StagePlan>(input.Plan, cancellationToken);
        return StageLayouts.From(plan, input.Block, UnitLimits.Of(plan, await loader.DocumentAsync(input.Job, cancellationToken)).OfBlocks());
    }
}

/// <summary>Hands a block orchestration its slice of the plan: ordinals only.</summary>
internal sealed class LoadBlockActivity(JobLoader loader) : Activity<BlockRequest, BlockLayout>
{
    public override async Task<BlockLayout> RunAsync(ActivityContext context, BlockRequest input, CancellationToken cancellationToken)
    {
        var plan = await loader.StoresOf(input.Job).Jobs.GetImmutableAsync<StagePlan>(input.Plan, cancellationToken);
        var block = plan.Blocks[input.Block];
        var layout = new BlockLayout(block.FirstUnit, [.. plan.Units.AsSpan(block.FirstUnit, block.Count).ToArray().Select(u => NeedsWithin(u, block.FirstUnit))]);
        var isCancelled = await loader.StoresOf(input.Job).Jobs.HasAsync(input.Job.Id, JobBlobs.Cancel, cancellationToken);
        var document = await loader.DocumentAsync(input.Job, cancellationToken);
        layout = PooledUnits.AddTo(layout, plan, block, document);
        return BlockSemaphores.AddTo(layout, plan, block, document) with { IsCancelled = isCancelled, Limits = UnitLimits.Of(plan, document).OfUnits(plan, block), Speculation = layout.Pool is null ? BlockSpeculations.Of(plan, block) : null };
    }

    // What a unit needs of other blocks is done before its block starts.
    private static OrdinalRange[] NeedsWithin(PlanUnit unit, int first) =>
        [.. unit.Needs.Where(n => n.Last >= first).Select(n => new OrdinalRange(Math.Max(n.First, first) - first, n.Last - first))];
}
