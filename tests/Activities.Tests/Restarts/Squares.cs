using System.Collections.Concurrent;
using Serverless.Graph.Functions;

namespace Serverless.Activities.Tests.Restarts;

/// <summary>A function that counts its runs by argument, and can be held up. One test at a time uses it.</summary>
public static class Squares
{
    private static TaskCompletionSource _open = new();

    /// <summary>Arguments from this on wait until <see cref="Open"/>, or until their process goes.</summary>
    public static int HeldFrom { get; private set; } = int.MaxValue;

    public static ConcurrentDictionary<int, int> Ended { get; } = new();

    public static void Hold(int from)
    {
        Ended.Clear();
        HeldFrom = from;
        _open = new TaskCompletionSource();
    }

    public static void Open() => _open.TrySetResult();

    [TaskFunction(Name = "test.refuse")]
    public static long Refuse(int n) => throw new InvalidOperationException($"not {n}");

    [TaskFunction(Name = "test.square")]
    public static async Task<long> SquareAsync(int n, CancellationToken cancellationToken)
    {
        if (n >= HeldFrom) await _open.Task.WaitAsync(cancellationToken);
        Ended.AddOrUpdate(n, 1, static (_, runs) => runs + 1);
        return (long)n * n;
    }
}
