using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Engine.Client;
using Serverless.Engine.Dispatch;
using Serverless.Engine.Locking;
using Serverless.Engine.Log;
using Serverless.Engine.Snapshots;
using Serverless.Native.Files;

namespace Serverless.Engine.Hosting;

/// <summary>
/// Durable orchestrations in one process over one folder. Nothing is acknowledged, and nothing outside happens, before its record is in the log; a
/// process that is killed at any instant goes on from there at the next <see cref="OpenAsync"/>.
/// </summary>
public sealed partial class EmbeddedEngine : IDurableEngine
{
    private readonly Hub _hub;
    private readonly DispatchLoop _loop;
    private readonly HubLock _lock;
    private readonly WriteAheadLog _log;
    private readonly Checkpointer _checkpointer;
    private int _disposed;

    private EmbeddedEngine(Hub hub, DispatchLoop loop, HubLock held, WriteAheadLog log, Checkpointer checkpointer, Guid hubId)
    {
        _hub = hub;
        _loop = loop;
        _lock = held;
        _log = log;
        _checkpointer = checkpointer;
        HubId = hubId;
        Client = new EmbeddedClient(loop);
    }

    /// <summary>Works as soon as the engine is open; instances take steps once it is started.</summary>
    public DurableClient Client { get; }

    /// <summary>For tests; touched by the dispatcher's thread alone while the engine runs.</summary>
    internal Hub Hub => _hub;

    /// <summary>Frames written since the hub was opened.</summary>
    internal long Appends => _log.Appends;

    /// <summary>Turns of the dispatcher since the hub was opened.</summary>
    internal long Turns => _loop.Turns;

    /// <summary>Bytes written to the log since the hub was opened.</summary>
    internal long AppendedBytes => _log.AppendedBytes;

    /// <summary>The hub's identity, made with its folder.</summary>
    public Guid HubId { get; }

    /// <summary>Takes the folder and recovers its state. No step runs before <see cref="StartAsync"/>.</summary>
    /// <exception cref="HubInUseException">Another live process has the folder.</exception>
    /// <exception cref="HubDamagedException">The log is damaged before its end.</exception>
    /// <exception cref="HubFormatException">Another version of the format wrote the log.</exception>
    public static Task<EmbeddedEngine> OpenAsync(EmbeddedEngineOptions options, CancellationToken cancellationToken = default)
    {
        options.Check();
        return Task.Run(() => Open(options with { Folder = Path.GetFullPath(options.Folder) }, cancellationToken), cancellationToken);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var request = new Request<bool>(hub =>
        {
            hub.Start();
            return true;
        });
        _loop.Post(request);
        await request.Answer.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no new work, waits for running activities until the token is cancelled, then cancels theirs. Requests are still recorded.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _hub.Activities.StopAsync(cancellationToken);
        var request = new Request<bool>(static hub =>
        {
            hub.Stop();
            return true;
        });
        _loop.Post(request);
        await request.Answer;
    }

    /// <summary>Whether an engine runs the hub in this folder at this moment.</summary>
    public static bool IsInUse(string folder) => HubLock.IsTaken(DiskFileSystem.Instance, folder);

    /// <summary>Tells others through the lock file how to reach this process.</summary>
    public void Announce(HubOwner owner) => _lock.Announce(owner);

    /// <summary>Ends the engine now: what runs is lost and made again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _hub.Activities.Abandon();
        _loop.Stop();
        await _loop.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _checkpointer.StopAsync();
        _hub.Timers.Dispose();
        foreach (var archive in _hub.State.Archives.Files) archive.Dispose();
        _log.Dispose();
        _lock.Dispose();
    }

    private static EmbeddedEngine Open(EmbeddedEngineOptions options, CancellationToken cancellationToken)
    {
        HubFolder.Create(options.Files, options.Folder);
        var held = HubLock.Take(options.Files, options.Folder, options.LockInfo ?? new HubOwner(Environment.ProcessId));
        try
        {
            var recovered = HubRecovery.Recover(options.Files, options.Folder, cancellationToken);
            HubRecovery.Tidy(options.Files, options.Folder, recovered.State);
            var hubId = recovered.Hub ?? Guid.NewGuid();
            var log = new WriteAheadLog(options.Files, options.Folder, new LogOptions(options.SegmentBytes, options.Durability), hubId, recovered.End);
            var inputs = new Inputs();
            var hub = new Hub(options, recovered.State, inputs, options.Logging.CreateLogger<EmbeddedEngine>());
            var checkpointer = new Checkpointer(hub, log, inputs, hubId, recovered.Frames);
            var loop = new DispatchLoop(hub, inputs, log, checkpointer);
            loop.Begin();
            Opened(hub.Log, options.Folder, recovered.Frames, recovered.State.Instances.Count);
            return new EmbeddedEngine(hub, loop, held, log, checkpointer, hubId);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
