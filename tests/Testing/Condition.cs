namespace Serverless.Testing;

/// <summary>Waits for what tests cannot be told about. The message of a time-out says what was awaited.</summary>
public static class Condition
{
    public static async Task WaitAsync(string what, Func<Task<bool>> holds, TimeSpan? timeout = null)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(30);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            if (clock.Elapsed > limit) throw new TimeoutException($"After {limit.TotalSeconds:0} s still not: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public static Task WaitAsync(string what, Func<bool> holds, TimeSpan? timeout = null) => WaitAsync(what, () => Task.FromResult(holds()), timeout);
}
