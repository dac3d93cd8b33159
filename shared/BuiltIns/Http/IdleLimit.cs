namespace Serverless.BuiltIns.Http;

/// <summary>Ends a request in which nothing comes for too long: a timeout of the task is the policy's business, and it may have none.</summary>
internal sealed class IdleLimit : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);

    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _both;

    public IdleLimit(TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = new CancellationTokenSource(Longest, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
    }

    /// <summary>Cancelled when nothing came for too long, and with the task.</summary>
    public CancellationToken Token => _both.Token;

    /// <summary>Whether that is the reason of a cancellation.</summary>
    public bool IsOver => _limit.IsCancellationRequested;

    public static string Message => $"Nothing came for {Longest.TotalSeconds:0} s.";

    /// <summary>Something came.</summary>
    public void Restart() => _limit.CancelAfter(Longest);

    public void Dispose()
    {
        _both.Dispose();
        _limit.Dispose();
    }
}
