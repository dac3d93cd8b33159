namespace Serverless.Logic.Stages;

/// <summary>Groups of items of which only so many run at once. Travels in layouts.</summary>
/// <param name="Most">For each group how many; at least 1.</param>
/// <param name="GroupsOf">For each item its groups, none twice.</param>
public sealed record StageLimits(IReadOnlyList<int> Most, IReadOnlyList<int[]> GroupsOf)
{
    public static StageLimits None { get; } = new([], []);

    internal ReadOnlySpan<int> Of(int item) => GroupsOf.Count == 0 ? [] : GroupsOf[item];
}

/// <summary>How many of each group run now, and who waits for one to end.</summary>
internal sealed class GroupSlots(StageLimits limits)
{
    private readonly int[] _running = new int[limits.Most.Count];
    private readonly List<int>[] _waiting = [.. limits.Most.Select(_ => new List<int>())];

    public int RunningIn(int group) => _running[group];

    /// <returns>False: a group is full, and the item waits there.</returns>
    public bool TryEnter(int item)
    {
        foreach (var group in limits.Of(item))
        {
            if (_running[group] < limits.Most[group]) continue;
            _waiting[group].Add(item);
            return false;
        }
        foreach (var group in limits.Of(item)) _running[group]++;
        return true;
    }

    /// <returns>Items that may try again.</returns>
    public IEnumerable<int> Leave(int item)
    {
        var again = new List<int>();
        foreach (var group in limits.Of(item))
        {
            _running[group]--;
            again.AddRange(_waiting[group]);
            _waiting[group].Clear();
        }
        return again;
    }
}
