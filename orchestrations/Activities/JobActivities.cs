using Serverless.Durable;
using Serverless.Execution.Resolving;
using Serverless.Execution.Units;
using Serverless.Jobs;
using Serverless.Logic;
using Serverless.Logic.Blocks;
using Serverless.Logic.Jobs;
using Serverless.Logic.Stages;

namespace Serverless.Activities;

/// <summary>Everything that a host registers to run jobs. Names are persisted in histories.</summary>
public static class JobActivities
{
    /// <summary>Adds the job orchestrations and their activities.</summary>
    public static DurableRegistry AddJobs(this DurableRegistry registry, JobLoader loader, ResolverFactory resolvers, ExecutionOptions execution, PlanOptions plan, CancelWatch cancels) => registry
        .AddOrchestrator(LogicNames.Job, static () => new JobOrchestration())
        .AddOrchestrator(LogicNames.Stage, static () => new StageOrchestration())
        .AddOrchestrator(LogicNames.Block, static () => new BlockOrchestration())
        .AddActivity(ActivityNames.Resolve, new ResolveActivity(loader, resolvers))
        .AddActivity(ActivityNames.Plan, new PlanActivity(loader, plan))
        .AddActivity(ActivityNames.LoadStage, new LoadStageActivity(loader))
        .AddActivity(ActivityNames.LoadBlock, new LoadBlockActivity(loader))
        .AddActivity(ActivityNames.RunUnit, new RunUnitActivity(loader, execution, cancels))
        .AddActivity(ActivityNames.AppendEvents, new AppendEventsActivity(loader))
        .AddActivity(ActivityNames.FinishJob, new FinishJobActivity(loader, execution.Time));
}
