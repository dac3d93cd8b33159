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

/// <summary>Cancelling blocks whose units cannot tell of it, because they have not started.</summary>
public sealed class BlockCancelTests : IAsyncLifetime, IDisposable
{
    private static readonly InstanceId Block = new("acme~job:s0:b0");

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly LoadBlock _load = new();
    private readonly RunUnit _run = new();
    private EmbeddedEngine _engine = null!;

    public async Task InitializeAsync()
    {
        var registry = new DurableRegistry()
            .AddOrchestrator(LogicNames.Block, static () => new BlockOrchestration())
            .AddActivity(ActivityNames.LoadBlock, _load)
            .AddActivity(ActivityNames.RunUnit, _run)
            .AddActivity(ActivityNames.AppendEvents, new AppendEvents());
        _engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions
        {
            Folder = _folder.Of("hub"),
            Registry = registry,
            Time = _time,
            // One slot for units, and somebody has it.
            MaxConcurrentActivities = 1,
            LongActivities = new HashSet<string>([ActivityNames.RunUnit]),
            ReplayEveryStep = true,
            Validate = true,
        });
        await _engine.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cancel_UnitsThatNeverStart_AreGivenUpAfterAWhile()
    {
        await StartAsync();
        await Condition.WaitAsync("a unit has the slot", () => _run.Started == 1);
        await _engine.Client.RaiseEventAsync(Block, JobSignals.Cancel, true, CancellationToken.None);
        var ended = _engine.Client.WaitAsync(Block, CancellationToken.None);
        await Condition.WaitAsync("the block ends", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return ended.IsCompleted;
        });

        var result = (await ended).ReadOutput<StageResult>()!;
        Assert.True(result.Outcome.Cancelled);
        Assert.Equal(0, result.Outcome.Done);
        Assert.Equal(1, _run.Started);
    }

    [Fact]
    public async Task Cancel_UnitThatEndsInTime_CountsAsDone()
    {
        await StartAsync();
        await Condition.WaitAsync("a unit has the slot", () => _run.Started == 1);
        await _engine.Client.RaiseEventAsync(Block, JobSignals.Cancel, true, CancellationToken.None);
        _run.Release();
        await Condition.WaitAsync("those in the window ran", () => _run.Started == RunUnit.Window);

        var result = (await _engine.Client.WaitAsync(Block, CancellationToken.None)).ReadOutput<StageResult>()!;
        Assert.True(result.Outcome.Cancelled);
        Assert.Equal(RunUnit.Window, result.Outcome.Done);
        Assert.Equal(LoadBlock.Units - RunUnit.Window, result.Outcome.Abandoned);
    }

    [Fact]
    public async Task Cancel_BeforeTheBlockBegan_StartsNoUnit()
    {
        _load.IsCancelled = true;
        await StartAsync();

        var result = (await _engine.Client.WaitAsync(Block, CancellationToken.None)).ReadOutput<StageResult>()!;
        Assert.True(result.Outcome.Cancelled);
        Assert.Equal(0, _run.Started);
    }

    private Task<bool> StartAsync() =>
        _engine.Client.StartAsync(LogicNames.Block, new BlockInput(new JobKey("acme", "job"), 0, "plan", 0, RunUnit.Window, OnError.Stop), Block, CancellationToken.None);

    private sealed class LoadBlock : Activity<BlockRequest, BlockLayout>
    {
        public const int Units = 5;

        public bool IsCancelled { get; set; }

        public override Task<BlockLayout> RunAsync(ActivityContext context, BlockRequest input, CancellationToken cancellationToken) =>
            Task.FromResult(new BlockLayout(0, [.. Enumerable.Range(0, Units).Select(_ => Array.Empty<OrdinalRange>())]) { IsCancelled = IsCancelled });
    }

    private sealed class RunUnit : Activity<UnitRequest, UnitReport>
    {
        public const int Window = 3;

        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _started;

        public int Started => Volatile.Read(ref _started);

        public void Release() => _release.SetResult();

        public override async Task<UnitReport> RunAsync(ActivityContext context, UnitRequest input, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _started);
            await _release.Task.WaitAsync(cancellationToken);
            return new UnitReport { Status = UnitEnd.Done, Totals = new StageTotals(1, 1, 0, 0, 0), Seconds = 0, Node = "n" };
        }
    }

    private sealed class AppendEvents : Activity<EventBatch, bool>
    {
        public override Task<bool> RunAsync(ActivityContext context, EventBatch input, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
