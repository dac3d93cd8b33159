using System.Collections.Concurrent;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Jobs;
using Serverless.Logic.Blocks;
using Serverless.Logic.Messages;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;
using Serverless.Testing;

namespace Serverless.Logic.Tests.Blocks;

/// <summary>What a block tells of its units.</summary>
public sealed class BlockEventTests : IDisposable
{
    private const int Units = 100;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A payload has at most 16 KB, and the longest message of one failure is a tenth of that.
    [Fact]
    public async Task Run_EveryUnitFailsWithALongMessage_TellsAllOfThemOnce()
    {
        var append = new AppendEvents();
        var registry = new DurableRegistry()
            .AddOrchestrator(LogicNames.Block, static () => new BlockOrchestration())
            .AddActivity(ActivityNames.LoadBlock, new LoadBlock())
            .AddActivity(ActivityNames.RunUnit, new FailUnit())
            .AddActivity(ActivityNames.AppendEvents, append);
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = _folder.Of("hub"), Registry = registry, ReplayEveryStep = true, Validate = true });
        await engine.StartAsync(CancellationToken.None);
        var block = new InstanceId("acme~job:s0:b0");
        await engine.Client.StartAsync(LogicNames.Block, new BlockInput(new JobKey("acme", "job"), 0, "plan", 0, Units, OnError.Continue), block, CancellationToken.None);

        var end = await engine.Client.WaitAsync(block, CancellationToken.None);
        Assert.True(end.Status == InstanceStatus.Completed, end.Failure?.Message);
        Assert.Equal(Units, end.ReadOutput<StageResult>()!.Outcome.Failed);
        Assert.Equal(Enumerable.Range(0, Units), append.Told.Order());
    }

    private sealed class LoadBlock : Activity<BlockRequest, BlockLayout>
    {
        public override Task<BlockLayout> RunAsync(ActivityContext context, BlockRequest input, CancellationToken cancellationToken) =>
            Task.FromResult(new BlockLayout(0, [.. Enumerable.Range(0, Units).Select(_ => Array.Empty<OrdinalRange>())]));
    }

    private sealed class FailUnit : Activity<UnitRequest, UnitReport>
    {
        public override Task<UnitReport> RunAsync(ActivityContext context, UnitRequest input, CancellationToken cancellationToken) => Task.FromResult(new UnitReport
        {
            Status = UnitEnd.Failed,
            Totals = StageTotals.Zero,
            Seconds = 1,
            Node = "prices",
            Failure = new UnitFailure($"prices[{input.Unit}]", "taskFailed", new string('\u4e2d', UnitFailure.MaxMessage), $"failures/{input.Unit}.json"),
        });
    }

    private sealed class AppendEvents : Activity<EventBatch, bool>
    {
        public ConcurrentBag<int> Told { get; } = [];

        public override Task<bool> RunAsync(ActivityContext context, EventBatch input, CancellationToken cancellationToken)
        {
            foreach (var unit in input.Events) Told.Add(unit.Unit);
            return Task.FromResult(true);
        }
    }
}
