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

namespace Serverless.Logic.Tests.Speculation;

/// <summary>A block of 8 units on an engine whose clock stands still; units end at once or when the test says so.</summary>
internal sealed class BlockFixture : IAsyncDisposable
{
    public const int Units = 8;

    private static readonly InstanceId Block = new("acme~job:s0:b0");

    private readonly TempFolder _folder = new();
    private EmbeddedEngine? _engine;

    public ManualTime Time { get; } = new();

    /// <summary>How runs of units end that do not end at once, by unit and whether it is the second run.</summary>
    public ConcurrentDictionary<(int Unit, bool IsSpeculative), TaskCompletionSource<UnitReport>> Held { get; } = new();

    public ConcurrentQueue<UnitRequest> Started { get; } = new();

    public ConcurrentQueue<StopUnitRequest> Stopped { get; } = new();

    public ConcurrentQueue<UnitEvent> Ended { get; } = new();

    public ConcurrentQueue<UnitSpeculated> Speculated { get; } = new();

    public int Looks { get; set; }

    /// <summary>Batches that came, those too that storage refused.</summary>
    public ConcurrentQueue<EventBatch> Sent { get; } = new();

    /// <summary>Whether storage takes a batch, which came as the n-th of all.</summary>
    public Func<EventBatch, int, bool> Takes { get; init; } = static (_, _) => true;

    /// <summary>How a run ends that is not held. At once, unless the test says otherwise.</summary>
    public Func<UnitRequest, Task<UnitReport>> Run { get; set; } = static _ => Task.FromResult(Report());

    /// <summary>Whether the process of a unit says that it runs.</summary>
    public Func<int, bool> IsRunning { get; set; } = static _ => true;

    /// <param name="pipelineOf">For each unit; -1: it never runs twice.</param>
    /// <param name="slots">Of the machine.</param>
    public async Task StartAsync(IReadOnlyList<int> pipelineOf, int slots = 2)
    {
        var speculation = new BlockSpeculation(10, slots, pipelineOf, new Dictionary<int, double>());
        var registry = new DurableRegistry()
            .AddOrchestrator(LogicNames.Block, static () => new BlockOrchestration())
            .AddActivity(ActivityNames.LoadBlock, new Answer<BlockRequest, BlockLayout>(_ => Task.FromResult(new BlockLayout(100, [.. Enumerable.Range(0, Units).Select(static _ => Array.Empty<OrdinalRange>())]) { Speculation = speculation })))
            .AddActivity(ActivityNames.RunUnit, new Answer<UnitRequest, UnitReport>(RunAsync))
            .AddActivity(ActivityNames.LookAtUnits, new Answer<UnitsRequest, IReadOnlyList<RunningUnit>>(LookAsync))
            .AddActivity(ActivityNames.StopUnit, new Answer<StopUnitRequest, bool>(stop => Task.FromResult(Note(Stopped, stop))))
            .AddActivity(ActivityNames.AppendEvents, new Answer<EventBatch, bool>(AppendAsync));
        _engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions
        {
            Folder = _folder.Of("hub"),
            Registry = registry,
            Time = Time,
            MaxConcurrentActivities = 16,
            ReplayEveryStep = true,
            Validate = true,
        });
        await _engine.StartAsync(CancellationToken.None);
        await _engine.Client.StartAsync(LogicNames.Block, new BlockInput(new JobKey("acme", "job"), 0, "plan", 0, 2 * slots, OnError.Stop), Block, CancellationToken.None);
    }

    public TaskCompletionSource<UnitReport> Hold(int unit, bool isCopy = false) => Held.GetOrAdd((unit, isCopy), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Lets time pass until something holds.</summary>
    public Task AdvanceUntilAsync(string what, Func<bool> holds, int seconds = 1) => Condition.WaitAsync(what, () =>
    {
        if (holds()) return true;
        Time.Advance(TimeSpan.FromSeconds(seconds));
        return false;
    });

    /// <summary>Lets hours pass, as the block sees them.</summary>
    public async Task AdvanceHoursAsync()
    {
        for (var hour = 0; hour < 5; hour++)
        {
            Time.Advance(TimeSpan.FromHours(1));
            await _engine!.Client.GetAsync(Block, CancellationToken.None);
        }
    }

    public Task CancelAsync() => _engine!.Client.RaiseEventAsync(Block, JobSignals.Cancel, true, CancellationToken.None);

    public async Task<StageResult> EndAsync()
    {
        var end = await _engine!.Client.WaitAsync(Block, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(end.Status == InstanceStatus.Completed, end.Failure?.Message);
        return end.ReadOutput<StageResult>()!;
    }

    public static UnitReport Report(UnitEnd status = UnitEnd.Done, double seconds = 1) => new() { Status = status, Totals = new StageTotals(1, 10, 0, 0, 0), Seconds = seconds, Node = "m" };

    public async ValueTask DisposeAsync()
    {
        foreach (var held in Held.Values) held.TrySetCanceled();
        if (_engine is not null) await _engine.DisposeAsync();
        _folder.Dispose();
    }

    private static bool Note<T>(ConcurrentQueue<T> notes, T note)
    {
        notes.Enqueue(note);
        return true;
    }

    private Task<bool> AppendAsync(EventBatch batch)
    {
        Sent.Enqueue(batch);
        if (!Takes(batch, Sent.Count)) throw new IOException("Storage does not answer.");
        return Task.FromResult(batch.Events.All(e => Note(Ended, e)) & (batch.Speculated ?? []).All(e => Note(Speculated, e)));
    }

    private Task<UnitReport> RunAsync(UnitRequest request)
    {
        Started.Enqueue(request);
        return Held.TryGetValue((request.Unit - 100, request.IsSpeculative), out var held) ? held.Task : Run(request);
    }

    private Task<IReadOnlyList<RunningUnit>> LookAsync(UnitsRequest request)
    {
        Looks++;
        IReadOnlyList<RunningUnit> running = [.. request.Units.Where(u => IsRunning(u - 100)).Select(u => new RunningUnit(u, $"m[{u}]", (Time.GetUtcNow() - new ManualTime().GetUtcNow()).TotalSeconds))];
        return Task.FromResult(running);
    }

    private sealed class Answer<TInput, TResult>(Func<TInput, Task<TResult>> answer) : Activity<TInput, TResult>
    {
        public override Task<TResult> RunAsync(ActivityContext context, TInput input, CancellationToken cancellationToken) => answer(input);
    }
}
