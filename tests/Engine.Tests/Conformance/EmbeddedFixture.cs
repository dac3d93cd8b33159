using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Conformance;

/// <summary>The embedded engine over a folder of its own and a clock that tests move; everything is validated after each step.</summary>
public sealed class EmbeddedFixture(bool replayEveryStep) : DurableFixture
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    public override TimeProvider Time => _time;

    public override bool MovesClock => true;

    public override Task Pass(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<IDurableEngine> OpenAsync(DurableRegistry registry) =>
        await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions
        {
            Folder = _folder.Of("hub"),
            Registry = registry,
            Time = _time,
            MaxConcurrentActivities = 4,
            ReplayEveryStep = replayEveryStep,
            Validate = true,
            SnapshotBytes = 4096,
            MaxFinishedInMemory = 3,
            SegmentBytes = 16 * 1024,
        });
}
