using Microsoft.Extensions.Logging;
using Serverless.Activities.Workers;
using Serverless.Local.Host;
using Serverless.Local.Hosting;
using Serverless.Storage;
using Serverless.Store.Pools;
using Serverless.Supervision;

namespace Serverless.Local.Workers;

/// <summary>The life of a worker: it takes messages of one pool, and drains when it is told to, when its time is over, or when there is nothing to do.</summary>
internal sealed partial class WorkerProcess(HostSettings settings, WorkerOptions options)
{
    // Service managers and containers give ten seconds and more. What looks at its token ends at once, the rest with the process.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = settings.Logging.CreateLogger("Serverless.Local.Worker");

    public async Task<int> RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
        var queues = await QueueAccounts.OpenAsync(settings, cancellationToken);
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        using var kill = new CancellationTokenSource();
        if (options.Lifetime is { } lifetime) drain.CancelAfter(lifetime);
        var units = new PoolUnits(host.Parts.Loader, host.Execution(), host.Parts.Cancels, drain.Token);
        var idle = new IdleWatch(options.IdleExit, TimeProvider.System);
        WorkerSlot[] slots = [.. Enumerable.Range(0, options.Slots).Select(_ => new WorkerSlot(settings.Tenant, options, queues, units, idle, _log, drain, kill.Token))];
        var sign = new PoolSign($"{Environment.MachineName.ToLowerInvariant()}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}", Environment.MachineName, Environment.ProcessId, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow());
        var signs = SignAsync(host.Stores.Pools, sign, drain.Token);
        Begins(_log, options.Pool, options.Slots);
        var running = Task.WhenAll(slots.Select(s => s.RunAsync()));
        await Task.WhenAny(running, UntilAsync(drain.Token));
        Drains(_log, options.Pool);
        await drain.CancelAsync();
        await running.WaitAsync(Grace, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await kill.CancelAsync();
        await running.WaitAsync(LastMoment, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // User code that does not look at its token ends with the process: what it held is another's at once.
        foreach (var slot in slots) await slot.GiveBackAsync();
        await signs;
        return slots.Select(s => s.Refusal).FirstOrDefault(r => r is not null) is { } refusal ? throw new InputException(refusal) : ExitStatus.Done;
    }

    private static async Task UntilAsync(CancellationToken token) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task SignAsync(PoolSigns signs, PoolSign sign, CancellationToken drain)
    {
        while (!drain.IsCancellationRequested)
        {
            try
            {
                await signs.GiveAsync(options.Pool, sign with { SeenAt = TimeProvider.System.GetUtcNow() }, drain);
            }
            catch (Exception e) when (e is StorageException)
            {
                // People see it a little later. The queue tells what matters.
                Trouble(_log, e);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            await Task.Delay(PoolSigns.Every, TimeProvider.System, drain).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        try
        {
            await signs.RemoveAsync(options.Pool, sign.Worker, CancellationToken.None);
        }
        catch (StorageException e)
        {
            Trouble(_log, e);
        }
    }
}
