namespace Serverless.Execution.Tests.Cache.Kit;

/// <summary>Runs actors on one thread, one storage operation at a time; which one is next, and whether it dies there, the seed decides.</summary>
internal sealed class Interleaving(Random random)
{
    private readonly List<(string Actor, string What, TaskCompletionSource Go)> _waiting = [];
    private readonly List<string> _history = [];

    /// <summary>What happened, for the message of a failure.</summary>
    public string History => string.Join('\n', _history);

    /// <summary>An actor's turn: comes back when it is chosen.</summary>
    public Task TurnAsync(string actor, string what)
    {
        // Continuations run where it is chosen: everything stays on one thread.
        var go = new TaskCompletionSource();
        _waiting.Add((actor, what, go));
        return go.Task;
    }

    /// <summary>Lets the actors run to their ends.</summary>
    /// <param name="actors">Started, each waiting for its first turn.</param>
    /// <param name="dies">Whether an actor dies instead of doing its next operation.</param>
    public async Task RunAsync(IReadOnlyCollection<Task> actors, Func<string, bool> dies)
    {
        while (_waiting.Count > 0)
        {
            var at = random.Next(_waiting.Count);
            var (actor, what, go) = _waiting[at];
            _waiting.RemoveAt(at);
            if (dies(actor))
            {
                _history.Add($"{actor} dies before: {what}");
                go.SetException(new ActorDiedException());
                continue;
            }
            _history.Add($"{actor}: {what}");
            go.SetResult();
        }
        foreach (var actor in actors)
        {
            try
            {
                await actor;
            }
            catch (ActorDiedException)
            {
                // As killed.
            }
        }
    }

    internal sealed class ActorDiedException : Exception;
}
