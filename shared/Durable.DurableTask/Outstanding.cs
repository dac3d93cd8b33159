namespace Serverless.Durable.DurableTask;

/// <summary>Counts what an orchestration waits for. All of it happens on the orchestrator's thread.</summary>
internal sealed class Outstanding
{
    private readonly HashSet<string> _events = new(StringComparer.OrdinalIgnoreCase);
    private int _timers;

    /// <summary>Activities, sub-orchestrations and entity calls: their results would be lost by continuing as new.</summary>
    public int Calls { get; private set; }

    public bool IsAny => Calls + _timers + _events.Count > 0;

    public async Task<T> CallAsync<T>(Task<T> call)
    {
        Calls++;
        try
        {
            return await call;
        }
        finally
        {
            Calls--;
        }
    }

    public async Task TimerAsync(Task timer)
    {
        _timers++;
        try
        {
            await timer;
        }
        finally
        {
            _timers--;
        }
    }

    /// <param name="name">Durable Task compares names without case.</param>
    /// <param name="wait">Starts the wait.</param>
    /// <exception cref="InvalidOperationException">Somebody waits for that name: Durable Task would serve the last one first.</exception>
    public async Task<T> EventAsync<T>(string name, Func<Task<T>> wait)
    {
        if (!_events.Add(name)) throw new InvalidOperationException($"Somebody waits for event '{name}' already. Wait once for a name at a time.");
        try
        {
            return await wait();
        }
        finally
        {
            _events.Remove(name);
        }
    }
}
