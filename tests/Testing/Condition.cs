namespace Serverless.Testing;

/// <summary>Waits for what tests cannot be told about. The message of a time-out says what was awaited.</summary>
public static class Condition
{
    // Only what will never hold takes so long: a machine that does ten other things must not make a test fail.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(3);

    public static async Task WaitAsync(string what, Func<Task<bool>> holds, TimeSpan? timeout = null)
    {
        var limit = timeout ?? MaxWait;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            if (clock.Elapsed > limit) throw new TimeoutException($"After {limit.TotalSeconds:0} s still not: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public static Task WaitAsync(string what, Func<bool> holds, TimeSpan? timeout = null) => WaitAsync(what, () => Task.FromResult(holds()), timeout);
}
