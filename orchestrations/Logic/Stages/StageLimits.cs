namespace Serverless.Logic.Stages;

/// <summary>Groups of items of which only so many run at once. Travels in layouts.</summary>
/// <param name="Most">For each group how many; at least 1.</param>
/// <param name="GroupsOf">For each item its groups, none twice.</param>
public sealed record StageLimits(IReadOnlyList<int> Most, IReadOnlyList<int[]> GroupsOf)
{
    public static StageLimits None { get; } = new([], []);

    internal ReadOnlySpan<int> Of(int item) => GroupsOf.Count == 0 ? [] : GroupsOf[item];
}

/// <summary>
/// How many of each group run now, and who waits for one to end. Where a group has room and somebody waits in it, the lowest of them has been told to try:
/// one for each place, so that thousands that wait for one place cost one try each and not each other's.
/// </summary>
internal sealed class GroupSlots(StageLimits limits)
{
    private readonly int[] _running = new int[limits.Most.Count];
    private readonly PriorityQueue<int, int>[] _waiting = [.. limits.Most.Select(static _ => new PriorityQueue<int, int>())];

    public int RunningIn(int group) => _running[group];

    /// <summary>Takes a place in each of an item's groups, or none and waits.</summary>
    /// <param name="item">Which.</param>
    /// <param name="again">Gets items that may try in its stead, where it waits for another group than they do.</param>
    public bool TryEnter(int item, List<int> again)
    {
        var groups = limits.Of(item);
        foreach (var full in groups)
        {
            if (HasRoom(full)) continue;
            foreach (var group in groups)
            {
                if (HasRoom(group) && _waiting[group].TryDequeue(out var next, out _)) again.Add(next);
            }
            _waiting[full].Enqueue(item, item);
            return false;
        }
        foreach (var group in groups) _running[group]++;
        return true;
    }

    /// <summary>Gives an item's places back.</summary>
    /// <param name="item">Which.</param>
    /// <param name="again">Gets items that may try again.</param>
    public void Leave(int item, List<int> again)
    {
        foreach (var group in limits.Of(item))
        {
            _running[group]--;
            if (_waiting[group].TryDequeue(out var next, out _)) again.Add(next);
        }
    }

    private bool HasRoom(int group) => _running[group] < limits.Most[group];
}
