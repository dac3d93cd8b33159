namespace Serverless.Execution.Admission;

/// <summary>
/// Lets units of one process in as the groups of their job allow (policy <c>limits</c>). Tasks of a unit run one after the other, so as many tasks of a group
/// run at once as units of it are in. All groups of a unit are taken together or none, and who waits for a group is not passed by those who come later to it.
/// </summary>
public sealed class GroupLimits
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Job, string Group), int> _running = [];
    private readonly LinkedList<Waiter> _waiting = new();

    /// <summary>Waits for a place in each group.</summary>
    /// <param name="job">Groups of different jobs have nothing to do with each other.</param>
    /// <param name="limits">By group how many run at once.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The places; disposing gives them back.</returns>
    public async ValueTask<IDisposable> EnterAsync(string job, IReadOnlyDictionary<string, int> limits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(this, job, limits);
        lock (_gate)
        {
            _waiting.AddLast(waiter);
            AdmitAll();
        }
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).GiveUp(token), waiter);
        await waiter.Admitted.Task;
        return waiter;
    }

    // Admission happens under the lock.
    private void AdmitAll()
    {
        var taken = new HashSet<(string Job, string Group)>();
        for (var at = _waiting.First; at is not null;)
        {
            var (waiter, node) = (at.Value, at);
            at = at.Next;
            if (waiter.Groups.All(g => !taken.Contains(g.Key) && _running.GetValueOrDefault(g.Key) < g.Value))
            {
                foreach (var (group, _) in waiter.Groups) _running[group] = _running.GetValueOrDefault(group) + 1;
                _waiting.Remove(node);
                waiter.Admitted.TrySetResult();
            }
            else
            {
                taken.UnionWith(waiter.Groups.Select(g => g.Key));
            }
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (_gate)
        {
            foreach (var (group, _) in waiter.Groups)
            {
                if (--_running[group] == 0) _running.Remove(group);
            }
            AdmitAll();
        }
    }

    private bool TryGiveUp(Waiter waiter)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(waiter)) return false;
            AdmitAll();
            return true;
        }
    }

    private sealed class Waiter(GroupLimits owner, string job, IReadOnlyDictionary<string, int> limits) : IDisposable
    {
        private int _left;

        public IReadOnlyList<KeyValuePair<(string Job, string Group), int>> Groups { get; } = [.. limits.Select(l => KeyValuePair.Create((job, l.Key), l.Value))];

        // What waits must not run under the lock.
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GiveUp(CancellationToken cancellationToken)
        {
            if (owner.TryGiveUp(this)) Admitted.TrySetCanceled(cancellationToken);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) owner.Leave(this);
        }
    }
}
