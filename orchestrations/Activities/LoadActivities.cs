using Serverless.Activities.Semaphores;
using Serverless.Activities.Speculation;
using Serverless.Durable;
using Serverless.Execution.Jobs;
using Serverless.Logic.Blocks;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;

namespace Serverless.Activities;

/// <summary>Hands a stage orchestration which blocks there are and what each needs.</summary>
public sealed class LoadStageActivity(JobLoader loader) : Activity<BlockRequest, StageLayout>
{
    public override async Task<StageLayout> RunAsync(ActivityContext context, BlockRequest input, CancellationToken cancellationToken)
    {
        var plan = await loader.StoresOf(input.Job).Jobs.GetImmutableAsync<StagePlan>(input.Plan, cancellationToken);
        return new StageLayout([.. plan.Blocks.Select(b => b.Needs.ToArray())])
        {
            Limits = new UnitLimits(plan, await loader.DocumentAsync(input.Job, cancellationToken)).OfBlocks(plan),
        };
    }
}

/// <summary>Hands a block orchestration its slice of the plan: ordinals only.</summary>
public sealed class LoadBlockActivity(JobLoader loader) : Activity<BlockRequest, BlockLayout>
{
    public override async Task<BlockLayout> RunAsync(ActivityContext context, BlockRequest input, CancellationToken cancellationToken)
    {
        var plan = await loader.StoresOf(input.Job).Jobs.GetImmutableAsync<StagePlan>(input.Plan, cancellationToken);
        var block = plan.Blocks[input.Block];
        // What a unit needs of other blocks is done before its block starts.
        var layout = new BlockLayout(
            block.FirstUnit,
            [.. plan.Units.Skip(block.FirstUnit).Take(block.Count).Select(u => u.Needs.Where(n => n >= block.FirstUnit).Select(n => n - block.FirstUnit).ToArray())]);
        var isCancelled = await loader.StoresOf(input.Job).Jobs.HasAsync(input.Job.Id, JobBlobs.Cancel, cancellationToken);
        var document = await loader.DocumentAsync(input.Job, cancellationToken);
        return BlockSemaphores.AddTo(layout, plan, block, document) with { IsCancelled = isCancelled, Limits = new UnitLimits(plan, document).OfUnits(plan, block), Speculation = BlockSpeculations.Of(plan, block) };
    }
}
