using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Jobs;
using Serverless.Logic.Blocks;
using Serverless.Logic.Jobs;
using Serverless.Logic.Messages;
using Serverless.Logic.Stages;
using Serverless.Testing;

namespace Serverless.Logic.Tests.Jobs;

public sealed class LostEventTests
{
    [Fact]
    public async Task Job_WhoseEventsStorageNeverTakes_IsDoneAndCountsThem()
    {
        using var folder = new TempFolder();
        FinishRequest? asked = null;
        var registry = new DurableRegistry()
            .AddOrchestrator(LogicNames.Job, static () => new JobOrchestration())
            .AddOrchestrator(LogicNames.Stage, static () => new StageOrchestration())
            .AddOrchestrator(LogicNames.Block, static () => new BlockOrchestration())
            .AddActivity(ActivityNames.Resolve, new Answer<StageRequest, ResolvedStage>(static _ => new ResolvedStage("plans/s")))
            .AddActivity(ActivityNames.Plan, new Answer<StageRequest, PlannedStage>(static _ => new PlannedStage
            {
                Plan = "plans/p",
                Units = 6,
                Blocks = 2,
                Tasks = 6,
                FoundRanges = 0,
                FoundTasks = 0,
                Window = 2,
                OnError = OnError.Stop,
                IsLast = true,
            }))
            .AddActivity(ActivityNames.LoadStage, new Answer<BlockRequest, StageLayout>(static _ => new StageLayout([[], []])))
            .AddActivity(ActivityNames.LoadBlock, new Answer<BlockRequest, BlockLayout>(static r => new BlockLayout(3 * r.Block, [[], [], []])))
            .AddActivity(ActivityNames.RunUnit, new Answer<UnitRequest, UnitReport>(static _ => new UnitReport { Status = UnitEnd.Done, Totals = new StageTotals(1, 1, 0, 0, 0), Seconds = 1, Node = "m" }))
            .AddActivity(ActivityNames.AppendEvents, new Answer<EventBatch, bool>(static _ => throw new Refused()))
            .AddActivity(ActivityNames.FinishJob, new Answer<FinishRequest, FinishedJob>(r =>
            {
                asked = r;
                return new FinishedJob(Cache: null);
            }));
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = folder.Of("hub"), Registry = registry, ReplayEveryStep = true, Validate = true });
        await engine.StartAsync(CancellationToken.None);
        var instance = new InstanceId("acme~job");
        await engine.Client.StartAsync(LogicNames.Job, new JobInput(new JobKey("acme", "job"), "nightly", "hash"), instance, CancellationToken.None);

        var state = await engine.Client.WaitAsync(instance, CancellationToken.None);

        Assert.True(state.Status == InstanceStatus.Completed, state.Failure?.Message);
        Assert.Equal((JobStatus.Done, 6), (asked!.Outcome.Status, asked.LostEvents));
    }

    private sealed class Refused() : Exception("The container is gone."), INonRetriable;

    private sealed class Answer<TInput, TResult>(Func<TInput, TResult> answer) : Activity<TInput, TResult>
    {
        public override Task<TResult> RunAsync(ActivityContext context, TInput input, CancellationToken cancellationToken) => Task.FromResult(answer(input));
    }
}
