using Serverless.Activities.Cache;
using Serverless.Activities.Observing;
using Serverless.Activities.Pools;
using Serverless.Activities.Semaphores;
using Serverless.Activities.Speculation;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Logic;
using Serverless.Logic.Blocks;
using Serverless.Logic.Claims;
using Serverless.Logic.Jobs;
using Serverless.Logic.Semaphores;
using Serverless.Store.Resolving;

namespace Serverless.Activities.Stages;

/// <summary>Everything that a host registers to run jobs. Names are persisted in histories.</summary>
public static class JobActivities
{
    private const string LogCategory = "Serverless.Activities";

    /// <summary>Adds the job orchestrations, their activities and the semaphores.</summary>
    /// <param name="client">The hub's client, asked for once units run; null: units that need semaphores fail, and claims of dead jobs are waited for.</param>
    /// <param name="pools">The queues of workers; null: this host sends no units to workers.</param>
    public static DurableRegistry AddJobs(this DurableRegistry registry, JobLoader loader, ResolverFactory resolvers, ExecutionOptions execution, PlanOptions plan, CancelWatch cancels, Func<DurableClient>? client = null, PoolQueues? pools = null) => registry
        .AddOrchestrator(LogicNames.Job, static () => new JobOrchestration())
        .AddOrchestrator(LogicNames.Stage, static () => new StageOrchestration())
        .AddOrchestrator(LogicNames.Block, static () => new BlockOrchestration())
        .AddSemaphores()
        .AddOrchestrator(ClaimNames.Wait, static () => new ClaimWaitOrchestration())
        .AddEntity(ClaimNames.Entity, new ClaimShardEntity())
        .AddActivity(ActivityNames.Resolve, new ObservedPlanning<ResolvedStage>(new ResolveActivity(loader, resolvers), "resolve", execution.Logging.CreateLogger(LogCategory)))
        .AddActivity(ActivityNames.Plan, new ObservedPlanning<PlannedStage>(new PlanActivity(loader, plan), "plan", execution.Logging.CreateLogger(LogCategory)))
        .AddActivity(ActivityNames.LoadStage, new LoadStageActivity(loader))
        .AddActivity(ActivityNames.LoadBlock, new LoadBlockActivity(loader))
        .AddActivity(ActivityNames.RunUnit, new JoinedUnits(new ObservedUnits(new RunUnitActivity(loader, execution, cancels, client is null ? null : new UnitSemaphores(client, execution.Time)), execution.Logging.CreateLogger(LogCategory))))
        .AddActivity(ActivityNames.LookAtUnits, new LookAtUnitsActivity(loader, execution))
        .AddActivity(ActivityNames.StopUnit, new StopUnitActivity(loader))
        .AddActivity(ActivityNames.SendUnit, new SendUnitActivity(pools))
        .AddActivity(ActivityNames.LookAtPool, new LookAtPoolActivity(loader, pools))
        .AddActivity(ActivityNames.AppendEvents, new AppendEventsActivity(loader))
        .AddActivity(ActivityNames.LookAtClaimant, new LookAtClaimantActivity(loader, client))
        .AddActivity(ActivityNames.FinishJob, new FinishJobActivity(loader, execution.Time));
}
