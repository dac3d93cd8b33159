using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Hosting;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Conformance;

/// <summary>The embedded engine over a folder of its own and a clock that tests move; everything is validated after each step.</summary>
public sealed class EmbeddedFixture(bool replayEveryStep) : DurableFixture
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly SemaphoreSlim _deaths = new(0);
    private string _hub = "hub";
    private int _copies;

    public override TimeProvider Time => _time;

    public override bool MovesClock => true;

    public override Task Pass(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    // What a killed process leaves is its files as they are. It lives on here over the old ones, which no one reads any more.
    public override void DieInOperation()
    {
        var copy = $"hub-{++_copies}";
        Directory.CreateDirectory(_folder.Of(copy));
        foreach (var file in Directory.EnumerateFiles(_folder.Of(_hub))) File.Copy(file, Path.Combine(_folder.Of(copy), Path.GetFileName(file)));
        _hub = copy;
        _deaths.Release();
    }

    public override async Task ReviveAsync(DurableRegistry registry)
    {
        Assert.True(await _deaths.WaitAsync(TimeSpan.FromSeconds(30)), "The host did not die.");
        await RestartAsync(registry);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _deaths.Dispose();
        _folder.Dispose();
    }

    protected override async Task<IDurableEngine> OpenAsync(DurableRegistry registry) =>
        await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions
        {
            Folder = _folder.Of(_hub),
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
