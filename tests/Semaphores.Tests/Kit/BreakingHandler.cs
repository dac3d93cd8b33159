namespace Serverless.Semaphores.Tests.Kit;

/// <summary>A network on which one request of a connection breaks off: it never arrives, or its answer never comes.</summary>
/// <param name="nth">Which, from 1.</param>
/// <param name="hostActs">Whether the host had acted.</param>
internal sealed class BreakingHandler(int nth, bool hostActs) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _sent;
    private int _ended;

    public bool HasBroken { get; private set; }

    /// <summary>Requests that were sent, the broken one too.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Requests that are over, answered or not.</summary>
    public int Ended => Volatile.Read(ref _ended);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _sent) != nth) return await base.SendAsync(request, cancellationToken);
            if (hostActs) (await base.SendAsync(request, cancellationToken)).Dispose();
            HasBroken = true;
            throw new HttpRequestException("The connection broke off.", new IOException("reset"));
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }
    }
}
