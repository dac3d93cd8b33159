using Serverless.Jobs.Events;

namespace Serverless.Jobs.Progress;

/// <summary>
/// What units said while they ran, for anyone who adds up a job's events: a later word of a unit, and its end, repeat what was counted before. Not thread-safe.
/// </summary>
public sealed class UnitProgressReducer
{
    private readonly Dictionary<(int Stage, int Unit), long> _said = [];
    // The first run of a unit may say something when its second run has ended it.
    private readonly HashSet<(int Stage, int Unit)> _ended = [];

    /// <summary>A unit recorded a part of its tasks, and goes on.</summary>
    /// <returns>How many of them are new; null when the unit has ended.</returns>
    public long? Ran(UnitProgress unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var key = (unit.Stage, unit.Unit);
        if (_ended.Contains(key)) return null;
        var more = unit.Tasks - _said.GetValueOrDefault(key);
        _said[key] = unit.Tasks;
        return more;
    }

    /// <summary>A unit ended.</summary>
    /// <returns>The tasks that were counted while it ran: its end tells them once more.</returns>
    public long Ended(int stage, int unit)
    {
        _ended.Add((stage, unit));
        _said.Remove((stage, unit), out var said);
        return said;
    }

    /// <summary>A stage is planned again: its units may run again, and what they said still counts.</summary>
    public void Reopen(int stage) => _ended.RemoveWhere(u => u.Stage == stage);

    /// <summary>A stage is planned again, and what its units said is counted no more.</summary>
    public void Forget(int stage)
    {
        Reopen(stage);
        foreach (var unit in _said.Keys.Where(u => u.Stage == stage).ToList()) _said.Remove(unit);
    }
}
