using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Jobs;
using Serverless.Logic.Jobs;
using Serverless.Logic.Messages;
using Serverless.Testing;

namespace Serverless.Logic.Tests.Jobs;

public sealed class JobFailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Job_WhosePlatformFails_ClosesItsEventsAndFailsWithTheFirstFailure(bool closingFailsToo)
    {
        using var folder = new TempFolder();
        var finish = new Finish(closingFailsToo);
        var registry = new DurableRegistry()
            .AddOrchestrator(LogicNames.Job, static () => new JobOrchestration())
            .AddActivity(ActivityNames.Resolve, new Refusing())
            .AddActivity(ActivityNames.FinishJob, finish);
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = folder.Of("hub"), Registry = registry, ReplayEveryStep = true, Validate = true });
        await engine.StartAsync(CancellationToken.None);
        var instance = new InstanceId("acme~job");
        await engine.Client.StartAsync(LogicNames.Job, new JobInput(new JobKey("acme", "job"), "nightly", "hash"), instance, CancellationToken.None);

        var state = await engine.Client.WaitAsync(instance, CancellationToken.None);

        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Contains("The container is gone.", state.Failure!.ToString(), StringComparison.Ordinal);
        Assert.Equal((JobStatus.Failed, "job"), (finish.Asked!.Outcome.Status, finish.Asked.Job.Id));
        Assert.Contains("The container is gone.", finish.Asked.Outcome.Reason, StringComparison.Ordinal);
    }

    private sealed class Refused(string message) : Exception(message), INonRetriable;

    private sealed class Refusing : Activity<StageRequest, ResolvedStage>
    {
        public override Task<ResolvedStage> RunAsync(ActivityContext context, StageRequest input, CancellationToken cancellationToken) => throw new Refused("The container is gone.");
    }

    private sealed class Finish(bool fails) : Activity<FinishRequest, FinishedJob>
    {
        public FinishRequest? Asked { get; private set; }

        public override Task<FinishedJob> RunAsync(ActivityContext context, FinishRequest input, CancellationToken cancellationToken)
        {
            Asked = input;
            return fails ? throw new Refused("This too.") : Task.FromResult(new FinishedJob(Cache: null));
        }
    }
}
