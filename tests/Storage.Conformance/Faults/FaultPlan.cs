namespace Serverless.Storage.Conformance.Faults;

/// <summary>Fails one call, by its number: before it does anything, or after it was done (the answer is lost, as on a network).</summary>
public sealed class FaultPlan(int failingCall, bool afterEffect)
{
    private int _calls;

    /// <summary>Calls that fail besides, whenever they come, by what they do: a verb and a name.</summary>
    public Func<string, bool> FailsAlways { get; init; } = static _ => false;

    /// <summary>Calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Whether the call to fail has come.</summary>
    public bool WasHit => Calls >= failingCall;

    /// <summary>
    /// Runs an operation with its first call failing, then with its second, and so on, each time before and after the effect, until it makes no further call.
    /// </summary>
    /// <param name="attempt">Makes a world, runs the operation in it under the plan (a failure may come out or be handled), and checks what is left.</param>
    /// <returns>The number of calls that the operation makes when nothing fails.</returns>
    public static async Task<int> EachCallAsync(Func<FaultPlan, Task> attempt)
    {
        for (var call = 1; ; call++)
        {
            var before = new FaultPlan(call, afterEffect: false);
            await attempt(before);
            if (!before.WasHit) return before.Calls;
            await attempt(new FaultPlan(call, afterEffect: true));
        }
    }

    internal async Task<T> RunAsync<T>(string call, Func<Task<T>> action)
    {
        var fails = Interlocked.Increment(ref _calls) == failingCall || FailsAlways(call);
        if (fails && !afterEffect) throw new StorageUnavailableException($"Injected: {call} was not done.");
        var result = await action();
        return fails ? throw new StorageUnavailableException($"Injected: {call} was done, its answer lost.") : result;
    }

    internal Task RunAsync(string call, Func<Task> action) => RunAsync(call, async () =>
    {
        await action();
        return true;
    });
}
