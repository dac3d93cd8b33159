using Serverless.Engine.Hosting;

namespace Serverless.Local.Client;

/// <summary>Sees that the process which runs a hub is gone: no process moves its jobs any more.</summary>
internal sealed class OwnerWatch : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    // A run whose process died starts the next one, which takes the hub a moment later.
    private const int FreeLooks = 3;

    private readonly string _folder;
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _looking;

    public OwnerWatch(string hubFolder, TimeProvider time)
    {
        _folder = hubFolder;
        _looking = LookAsync(time);
    }

    /// <summary>Cancelled when no process has held the hub for some seconds.</summary>
    public CancellationToken Gone => _gone.Token;

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closed.Dispose();
        _gone.Dispose();
    }

    private async Task LookAsync(TimeProvider time)
    {
        for (var free = 0; free < FreeLooks;)
        {
            await Task.Delay(PollInterval, time, _closed.Token);
            free = EmbeddedEngine.IsInUse(_folder) ? 0 : free + 1;
        }
        await _gone.CancelAsync();
    }
}
