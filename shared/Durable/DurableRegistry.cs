namespace Serverless.Durable;

/// <summary>What a host can run: orchestrations by logic name, activities and entities by name. Filled at start-up, then read only.</summary>
public sealed class DurableRegistry
{
    private readonly Dictionary<LogicName, Func<IOrchestrator>> _orchestrators = [];
    private readonly Dictionary<string, IActivity> _activities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IEntity> _entities = new(StringComparer.Ordinal);

    public IReadOnlyCollection<LogicName> Orchestrations => _orchestrators.Keys;

    public IReadOnlyCollection<string> Activities => _activities.Keys;

    public IReadOnlyCollection<string> Entities => _entities.Keys;

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public DurableRegistry AddOrchestrator(LogicName name, Func<IOrchestrator> create)
    {
        _orchestrators.Add(name, create);
        return this;
    }

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public DurableRegistry AddActivity(string name, IActivity activity)
    {
        _activities.Add(name, activity);
        return this;
    }

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public DurableRegistry AddEntity(string name, IEntity entity)
    {
        _entities.Add(name, entity);
        return this;
    }

    /// <exception cref="LogicNotFoundException">This host has no such orchestration, or not this version.</exception>
    public IOrchestrator CreateOrchestrator(LogicName name) =>
        _orchestrators.TryGetValue(name, out var create) ? create() : throw new LogicNotFoundException(name, _orchestrators.Keys);

    /// <returns>Null when the host has no such activity.</returns>
    public IActivity? FindActivity(string name) => _activities.GetValueOrDefault(name);

    /// <returns>Null when the host has no such entity.</returns>
    public IEntity? FindEntity(string name) => _entities.GetValueOrDefault(name);
}
