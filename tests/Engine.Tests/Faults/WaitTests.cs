using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Hosting;
using Serverless.Testing.PowerLoss;

namespace Serverless.Engine.Tests.Faults;

/// <summary>The one who waits for an instance's end hears of it, or of the engine's: never nothing.</summary>
public sealed class WaitTests
{
    internal static InstanceId Id { get; } = new("i");

    /// <summary>"Main" calls an activity that comes back with 7 once it is let.</summary>
    internal static DurableRegistry Gated(Task released) => new DurableRegistry()
        .AsyncActivity("gated", async (int n) =>
        {
            await released;
            return n;
        })
        .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("gated", n));

    /// <summary>Starts it, and is known to wait when this comes back.</summary>
    internal static async Task<Task<InstanceState>> StartAsync(DurableClient client)
    {
        await client.StartAsync(Inline.V1("Main"), 7, Id, CancellationToken.None);
        var wait = client.WaitAsync(Id, CancellationToken.None);
        await client.GetAsync(Id, CancellationToken.None);
        return wait;
    }

    [Fact]
    public async Task Wait_PowerLostAtAnyOperation_EndsWithTheFault()
    {
        var lostWhileWaiting = 0;
        for (var cut = 1; ; cut++)
        {
            var files = new PowerLossFileSystem { PowerOffAfter = cut };
            var release = new TaskCompletionSource();
            try
            {
                await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = "/hub", Files = files, Registry = Gated(release.Task) });
                await engine.StartAsync(CancellationToken.None);
                var wait = await StartAsync(engine.Client);
                release.SetResult();
                try
                {
                    await wait.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
                }
                catch (InvalidOperationException e) when (e.InnerException is PowerLostException)
                {
                    lostWhileWaiting++;
                }
            }
            catch (Exception e) when (e is not TimeoutException && files.Changes >= cut)
            {
                // Before anybody waited, or as the files were closed.
            }
            if (files.Changes < cut) break;
        }
        // The frame that holds the end: its write, and its flush.
        Assert.Equal(2, lostWhileWaiting);
    }

    [Fact]
    public async Task Wait_EngineDisposed_EndsWithTheReason()
    {
        using var hub = new TestHub();
        var engine = await hub.OpenAsync();
        await engine.Client.StartAsync(Inline.V1("Main"), 1, Id, CancellationToken.None);
        var wait = engine.Client.WaitAsync(Id, CancellationToken.None);
        await engine.Client.GetAsync(Id, CancellationToken.None);
        await engine.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
    }
}
