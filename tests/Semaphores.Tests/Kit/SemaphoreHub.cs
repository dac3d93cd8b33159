using Serverless.Durable;
using Serverless.Engine;
using Serverless.Logic.Semaphores;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Kit;

/// <summary>An embedded engine with semaphores, over a folder of its own; every step is replayed and validated.</summary>
internal sealed class SemaphoreHub : IAsyncDisposable
{
    public const string Tenant = "acme";

    private readonly TempFolder _folder = new();
    private readonly TimeProvider _time;
    private readonly bool _replays;
    private EmbeddedEngine? _engine;

    private SemaphoreHub(TimeProvider time, bool replays)
    {
        _time = time;
        _replays = replays;
    }

    public DurableClient Client => _engine!.Client;

    public SemaphoreClient Semaphores => new(Client, Tenant, _time);

    public static async Task<SemaphoreHub> StartAsync(TimeProvider time, bool replays = true)
    {
        var hub = new SemaphoreHub(time, replays);
        await hub.OpenAsync();
        return hub;
    }

    /// <summary>The process goes away, and another one comes up over the same folder.</summary>
    public async Task RestartAsync()
    {
        await _engine!.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>Takes leases at once.</summary>
    public async Task<Grant> GrantAsync(string id, string name, int count = 1) =>
        Assert.Single((await Semaphores.AcquireAsync(id, Of((name, count)), new AcquireOptions(), CancellationToken.None)).Grants);

    public static Dictionary<string, int> Of(params (string Name, int Count)[] wanted) => wanted.ToDictionary(w => w.Name, w => w.Count);

    public Task UntilPendingAsync(string name, int count) =>
        Condition.WaitAsync($"{count} wait for '{name}'", async () => (await Semaphores.GetAsync(name, CancellationToken.None))?.Pending == count);

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync()
    {
        _engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions
        {
            Folder = _folder.Of("hub"),
            Registry = new DurableRegistry().AddSemaphores(),
            Time = _time,
            ReplayEveryStep = _replays,
            Validate = _replays,
        });
        await _engine.StartAsync(CancellationToken.None);
    }
}
