using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Logic.Semaphores;
using Serverless.Semaphores.State;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Kit;

/// <summary>An embedded engine with semaphores, over a folder of its own; every step is replayed and validated.</summary>
internal sealed class SemaphoreHub : IAsyncDisposable
{
    public const string Tenant = "acme";

    private readonly TempFolder _folder = new();
    private readonly TimeProvider _time;
    private readonly bool _replays;
    private readonly int _history;
    private readonly DurableRegistry _registry;
    private EmbeddedEngine? _engine;

    private SemaphoreHub(TimeProvider time, bool replays, DurableRegistry registry, int history)
    {
        _registry = registry;
        _history = history;
        _time = time;
        _replays = replays;
    }

    public DurableClient Client => _engine!.Client;

    public SemaphoreClient Semaphores => new(Client, Tenant, _time);

    /// <param name="time">Its clock.</param>
    /// <param name="replays">Every step is replayed and validated.</param>
    /// <param name="registry">What it runs; null: semaphores.</param>
    /// <param name="history">Entries that a history may have.</param>
    public static async Task<SemaphoreHub> StartAsync(TimeProvider time, bool replays = true, DurableRegistry? registry = null, int history = DurableLimits.HistoryEvents)
    {
        var hub = new SemaphoreHub(time, replays, registry ?? new DurableRegistry().AddSemaphores(), history);
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
            Registry = _registry,
            MaxHistoryEvents = _history,
            Time = _time,
            ReplayEveryStep = _replays,
            Validate = _replays,
        });
        await _engine.StartAsync(CancellationToken.None);
    }
}
