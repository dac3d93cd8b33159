using System.Diagnostics;
using Serverless.FunctionsHost.Kit;
using Serverless.FunctionsHost.Tests.Kit;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.FunctionsHost.Tests;

/// <summary>The host is killed, or its storage goes away: a host of its own, as no one else can work meanwhile.</summary>
[Trait("Needs", "Node")]
public sealed class HostDeathTests(HostDeathTests.OwnApp app) : HostTest, IClassFixture<HostDeathTests.OwnApp>
{
    /// <summary>Another app than the others have.</summary>
    public sealed class OwnApp : IAsyncLifetime, IDisposable
    {
        internal FunctionsApp App { get; } = new();

        public Task InitializeAsync() => App.InitializeAsync();

        public Task DisposeAsync() => App.DisposeAsync();

        public void Dispose() => App.Dispose();
    }

    private const int Units = 12;

    // maxConcurrentActivityFunctions.
    private const int Slots = 4;

    // A dead host's messages come back after a minute, its partitions after half of one.
    private static readonly TimeSpan WorkComesBack = TimeSpan.FromSeconds(90);

    // What is counted is what was computed: a call may be sent twice, after a death by design, and a second one of what is recorded only looks.
    [Trait("Category", "Long")]
    [Fact]
    public async Task Host_KilledWhileUnitsRun_AnotherOneFinishesWithinTheTimePromised()
    {
        var first = (await app.App.StateAsync()).CallsOf("RunUnit");
        var writes = app.App.Journal.Count;
        var job = await Host.SubmitAsync(Documents.Slow(Salt, Units));
        await Condition.WaitAsync("units run", async () => (await app.App.StateAsync()).CallsOf("RunUnit") >= first + 6, TimeSpan.FromMinutes(1));
        var before = await app.App.StateAsync();
        var worker = before.Worker!.Value;
        await app.App.KillHostAsync();
        var clock = Stopwatch.StartNew();
        await Condition.WaitAsync("the worker died with its host", () => !IsRunning(worker));
        await app.App.StartHostAsync();

        var end = await Host.EndOfAsync(job);

        Assert.True(clock.Elapsed < WorkComesBack + TimeSpan.FromSeconds(60), $"It took {clock.Elapsed}.");
        Assert.Equal("done", end.GetProperty("status").GetString());
        Assert.InRange(before.CallsOf("RunUnit") - first + (await app.App.StateAsync()).CallsOf("RunUnit"), Units + 2, int.MaxValue);
        // All units are recorded, and none was computed once its record was there: that would have been refused.
        var records = app.App.Journal.RecordsSince(writes);
        Assert.Equal(Units + 1, records.Select(static r => r.Path).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Units + 1, records.Count(static r => r.IsWritten));
        Assert.DoesNotContain(records, static r => !r.IsWritten);
        // Computed again was what the host had when it died: four at a time.
        var attempts = app.App.Journal.AttemptsOf(job);
        Assert.InRange(attempts.Count(static a => a.IsWritten), Units + 1, Units + 1 + Slots);
        Assert.Equal(Units + 1, attempts.Select(static a => a.Path).Distinct(StringComparer.Ordinal).Count());
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Storage_GoneForTwentySeconds_NothingIsLost()
    {
        var job = await Host.SubmitAsync(Documents.Slow(Salt, Units));
        var calls = (await app.App.StateAsync()).CallsOf("RunUnit");
        await Condition.WaitAsync("units run", async () => (await app.App.StateAsync()).CallsOf("RunUnit") > calls, TimeSpan.FromMinutes(1));

        app.App.Gate.Close();
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
        app.App.Gate.Open();

        Assert.Equal("done", (await Host.EndOfAsync(job)).GetProperty("status").GetString());
        Assert.Equal("""[{"parts":12}]""", (await Host.SendAsync(HttpMethod.Get, $"/api/jobs/{job}/outputs/total")).Body.GetRawText());
    }

    protected override JobHostClient Connect() => app.App.Connect();

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
