namespace Serverless.Durable;

/// <summary>An engine in this process. Disposing stops it: what runs is lost and made again at the next start.</summary>
public interface IDurableEngine : IAsyncDisposable
{
    DurableClient Client { get; }

    /// <summary>Recovers and starts running instances.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes no new work, waits for running activities until the token is cancelled, then cancels theirs.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
