using Serverless.Durable;
using Serverless.Engine.Hosting;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Activities;

public sealed class ActivityLanesTests
{
    private static readonly LogicName Calls = new("Calls", 1);

    [Fact]
    public async Task LongActivity_HasTheOnlySlot_OthersRun()
    {
        using var folder = new TempFolder();
        var gate = new Gate();
        var registry = new DurableRegistry().AddOrchestrator(Calls, static () => new Calling()).AddActivity("Long", gate).AddActivity("Short", new Short());
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions
        {
            Folder = folder.Of("hub"),
            Registry = registry,
            MaxConcurrentActivities = 1,
            LongActivities = new HashSet<string>(["Long"]),
        });
        await engine.StartAsync(CancellationToken.None);
        foreach (var name in new[] { "Long", "Short" }) await engine.Client.StartAsync(Calls, name, new InstanceId(name), CancellationToken.None);

        Assert.Equal(InstanceStatus.Completed, (await engine.Client.WaitAsync(new InstanceId("Short"), CancellationToken.None)).Status);
        Assert.Equal(InstanceStatus.Running, (await engine.Client.GetAsync(new InstanceId("Long"), CancellationToken.None))!.Status);
        gate.Open();
        Assert.Equal(InstanceStatus.Completed, (await engine.Client.WaitAsync(new InstanceId("Long"), CancellationToken.None)).Status);
    }

    private sealed class Calling : Orchestrator<string, bool>
    {
        public override Task<bool> RunAsync(OrchestrationContext context, string input) => context.CallActivityAsync<bool>(input);
    }

    private sealed class Gate : Activity<string?, bool>
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _open.SetResult();

        public override async Task<bool> RunAsync(ActivityContext context, string? input, CancellationToken cancellationToken)
        {
            await _open.Task.WaitAsync(cancellationToken);
            return true;
        }
    }

    private sealed class Short : Activity<string?, bool>
    {
        public override Task<bool> RunAsync(ActivityContext context, string? input, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
