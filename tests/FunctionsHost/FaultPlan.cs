using System.Collections.Concurrent;

namespace Serverless.FunctionsHost;

/// <summary>What becomes of a call.</summary>
internal enum Fault
{
    None,

    /// <summary>The worker dies before it begins.</summary>
    Before,

    /// <summary>The worker has done the work, and dies before it can say so.</summary>
    After,

    /// <summary>The worker's process is killed while it has the call.</summary>
    Kill,
}

/// <summary>Which of the next calls meet a fault, and how many calls there were, by function.</summary>
internal sealed class FaultPlan
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Fault>> _planned = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, int> Calls => _calls;

    /// <summary>Faults that no call has met yet.</summary>
    public IReadOnlyDictionary<string, int> Open => _planned.Where(static p => !p.Value.IsEmpty).ToDictionary(static p => p.Key, static p => p.Value.Count);

    public void Plan(string function, Fault fault) => _planned.GetOrAdd(function, static _ => new ConcurrentQueue<Fault>()).Enqueue(fault);

    public void Clear() => _planned.Clear();

    public Fault Begin(string function)
    {
        _calls.AddOrUpdate(function, 1, static (_, calls) => calls + 1);
        return _planned.TryGetValue(function, out var planned) && planned.TryDequeue(out var fault) ? fault : Fault.None;
    }
}
