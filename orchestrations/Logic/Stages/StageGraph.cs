namespace Serverless.Logic.Stages;

/// <summary>What needs what: items 0 to Count-1 in an order in which every item comes after what it needs.</summary>
public sealed class StageGraph
{
    private readonly int[][] _needs;
    private readonly int[][] _dependents;

    /// <param name="needs">For each item the items that must be done before it: each smaller than the item itself, none twice.</param>
    /// <exception cref="ArgumentException">An item needs itself, a later one, or one twice.</exception>
    public StageGraph(IReadOnlyList<IReadOnlyCollection<int>> needs)
    {
        var dependents = new List<int>[needs.Count];
        _needs = new int[needs.Count][];
        for (var item = 0; item < needs.Count; item++)
        {
            _needs[item] = [.. needs[item]];
            Array.Sort(_needs[item]);
            for (var k = 0; k < _needs[item].Length; k++)
            {
                var need = _needs[item][k];
                if (need < 0 || need >= item || (k > 0 && need == _needs[item][k - 1]))
                    throw new ArgumentException($"Item {item} cannot need item {need}: items need earlier ones, each once.", nameof(needs));
                (dependents[need] ??= []).Add(item);
            }
        }
        _dependents = [.. dependents.Select(d => d?.ToArray() ?? [])];
    }

    public int Count => _needs.Length;

    public ReadOnlySpan<int> NeedsOf(int item) => _needs[item];

    public ReadOnlySpan<int> DependentsOf(int item) => _dependents[item];
}

/// <summary>The knobs of a stage.</summary>
public sealed record StageRules
{
    /// <summary>How many items may run at once; at least 1.</summary>
    public required int Window { get; init; }

    /// <summary>Attempts at an item whose attempts are lost; at least 1. Default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    public OnError OnError { get; init; } = OnError.Stop;

    /// <summary>Groups of which only so many run at once. Default none.</summary>
    public StageLimits Limits { get; init; } = StageLimits.None;
}
