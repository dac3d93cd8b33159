using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests;

/// <summary>Tasks that wait until as many of them are inside as a test wants to see, and count how many ever were.</summary>
public static class CrowdFunctions
{
    private static readonly Lock Gate = new();
    private static TaskCompletionSource _seen = new();
    private static int _wanted;
    private static int _inside;

    /// <summary>The most that were inside at once.</summary>
    public static int Most { get; private set; }

    public static void Expect(int wanted)
    {
        lock (Gate) (_wanted, _inside, Most, _seen) = (wanted, 0, 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    [TaskFunction(Version = "1", Impure = true)]
    public static async Task<long> Meet(long value, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            Most = Math.Max(Most, ++_inside);
            if (Most >= _wanted) _seen.TrySetResult();
        }
        await _seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken);
        // Room for one more to come in, if anything lets it.
        for (var i = 0; i < 1000; i++) await Task.Yield();
        lock (Gate) _inside--;
        return value;
    }
}
