using Serverless.Durable;
using Serverless.Engine.Records;

namespace Serverless.Engine.State;

/// <summary>Everything that a hub knows: a function of its log. Records edit it; nothing else does, and applying one has no other effect.</summary>
internal sealed class HubState
{
    private readonly Dictionary<InstanceId, Instance> _instances = [];
    private readonly Dictionary<EntityId, StoredEntity> _entities = [];
    private readonly SortedSet<InstanceId> _ids = [];

    public IReadOnlyDictionary<InstanceId, Instance> Instances => _instances;

    public IReadOnlyDictionary<EntityId, StoredEntity> Entities => _entities;

    /// <summary>In ordinal order, for queries.</summary>
    public SortedSet<InstanceId> Ids => _ids;

    public Instance? Find(InstanceId id) => _instances.GetValueOrDefault(id);

    public StoredEntity? Find(EntityId id) => _entities.GetValueOrDefault(id);

    /// <summary>The entity, made when it is not there; it is only kept by a record.</summary>
    public StoredEntity Touch(EntityId id)
    {
        if (!_entities.TryGetValue(id, out var entity)) _entities.Add(id, entity = new StoredEntity(id));
        return entity;
    }

    /// <summary>An entity that was touched and not changed leaves no trace.</summary>
    public void ForgetIfEmpty(StoredEntity entity)
    {
        if (entity.IsEmpty && Find(entity.Id) == entity) _entities.Remove(entity.Id);
    }

    public void Apply(LogRecord record)
    {
        switch (record)
        {
            case InstanceCreated created:
                // A finished instance of the same id makes room: a parent may call the same child again.
                _instances[created.Instance] = Instance.Create(created);
                _ids.Add(created.Instance);
                break;
            case Purged purged:
                if (_instances.Remove(purged.Instance)) _ids.Remove(purged.Instance);
                break;
            case InstanceRecord instance:
                Find(instance.Instance)?.Apply(instance);
                break;
            case EntityRecord entity:
                var stored = Touch(entity.Entity);
                stored.Apply(entity);
                if (stored.IsEmpty) _entities.Remove(entity.Entity);
                break;
        }
    }

    public void Add(Instance instance)
    {
        _instances.Add(instance.Id, instance);
        _ids.Add(instance.Id);
    }

    public void Add(StoredEntity entity) => _entities.Add(entity.Id, entity);
}
