using Serverless.Api.Upkeep;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

public sealed class HostUpkeepTests
{
    private static readonly LogicName Echo = new("Echo", 1);
    private static readonly LogicName Waiting = new("Waiting", 1);

    [Fact]
    public async Task Run_InstancesThatEndedLongAgo_AreForgottenAndNoOthers()
    {
        var time = new ManualTime();
        using var folder = new TempFolder();
        await using var api = await ApiFixture.StartAsync();
        var registry = new DurableRegistry().AddOrchestrator(Echo, static () => new EchoInput()).AddOrchestrator(Waiting, static () => new WaitForGo());
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = folder.Of("hub"), Registry = registry, Time = time, Retention = null });
        await engine.StartAsync(CancellationToken.None);
        await engine.Client.StartAsync(Echo, "old", new InstanceId("old"), CancellationToken.None);
        foreach (var id in new[] { "open", "late" }) await engine.Client.StartAsync(Waiting, id, new InstanceId(id), CancellationToken.None);
        await engine.Client.WaitAsync(new InstanceId("old"), CancellationToken.None);
        time.Advance(HostUpkeep.Retention + TimeSpan.FromMinutes(1));
        await engine.Client.StartAsync(Echo, "young", new InstanceId("young"), CancellationToken.None);
        await engine.Client.WaitAsync(new InstanceId("young"), CancellationToken.None);

        await engine.Client.RaiseEventAsync(new InstanceId("late"), "go", "at last", CancellationToken.None);
        await engine.Client.WaitAsync(new InstanceId("late"), CancellationToken.None);

        var upkeep = new HostUpkeep(api.Services with { Client = engine.Client, Time = time });
        Assert.Equal(1, await upkeep.RunAsync(CancellationToken.None));
        Assert.Equal(0, await upkeep.RunAsync(CancellationToken.None));
        Assert.Null(await engine.Client.GetAsync(new InstanceId("old"), CancellationToken.None));
        foreach (var id in new[] { "open", "late", "young" }) Assert.NotNull(await engine.Client.GetAsync(new InstanceId(id), CancellationToken.None));
    }

    private sealed class EchoInput : Orchestrator<string, string?>
    {
        public override Task<string?> RunAsync(OrchestrationContext context, string input) => Task.FromResult<string?>(input);
    }

    private sealed class WaitForGo : Orchestrator<string, string?>
    {
        public override Task<string?> RunAsync(OrchestrationContext context, string input) => context.WaitForEventAsync<string>("go");
    }
}
