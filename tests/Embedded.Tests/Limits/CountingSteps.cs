using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests.Limits;

/// <summary>A function that notes how many of it run at once.</summary>
internal static class CountingSteps
{
    private static int _running;
    private static int _most;

    public static int Most => _most;

    [TaskFunction(Version = "1")]
    internal static async Task<long> Slow(long x, CancellationToken cancellationToken)
    {
        var running = Interlocked.Increment(ref _running);
        for (var most = Volatile.Read(ref _most); running > most;)
        {
            var before = Interlocked.CompareExchange(ref _most, running, most);
            if (before == most) break;
            most = before;
        }
        // Long enough for others to begin, were they let.
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        Interlocked.Decrement(ref _running);
        return x;
    }

    internal static void Reset() => _most = 0;
}
