using Serverless.Durable;
using Serverless.Engine.Archives;
using Serverless.Engine.Instances;
using Serverless.Engine.Records;

namespace Serverless.Engine.State;

/// <summary>Everything that a hub knows: a function of its log. Records edit it; nothing else does, and applying one has no other effect.</summary>
internal sealed class HubState
{
    private readonly Dictionary<InstanceId, Instance> _instances = [];
    private readonly Dictionary<EntityId, StoredEntity> _entities = [];
    private readonly SortedSet<InstanceId> _ids = [];
    private readonly HashSet<InstanceId> _hiding = [];

    public IReadOnlyDictionary<InstanceId, Instance> Instances => _instances;

    public IReadOnlyDictionary<EntityId, StoredEntity> Entities => _entities;

    /// <summary>In ordinal order, for queries.</summary>
    public SortedSet<InstanceId> Ids => _ids;

    /// <summary>Finished instances that are on the disk.</summary>
    public ArchiveSet Archives { get; private set; } = ArchiveSet.Empty;

    /// <summary>Finished instances that are still in memory.</summary>
    public int Finished { get; private set; }

    /// <summary>The number of the next execution; those before were given out, to whichever instance.</summary>
    public long NextExecution { get; private set; }

    /// <summary>Ids in memory that an archive may hold too: the archived one does not count.</summary>
    public IReadOnlySet<InstanceId> Hiding => _hiding;

    /// <summary>In memory: running, or finished a short time ago.</summary>
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
                Remove(created.Instance);
                NextExecution++;
                Add(Instance.Create(created));
                break;
            case Purged purged:
                Remove(purged.Instance);
                Archives = Archives.Forget(purged.Instance);
                break;
            case InstanceRecord instance:
                var found = Find(instance.Instance) ?? throw new InvalidOperationException($"A record is about '{instance.Instance}', which does not exist: {record}.");
                var (ran, generation) = (found.End is null, found.Generation);
                found.Apply(instance);
                if (found.Generation != generation) NextExecution++;
                if (ran && found.End is not null) Finished++;
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
        if (instance.End is not null) Finished++;
        if (Archives.MayHold(instance.Id)) _hiding.Add(instance.Id);
        // A snapshot of before tells no number.
        KeepExecutions((long)(uint)instance.Execution + 1);
    }

    /// <summary>Executions below this number were given out.</summary>
    public void KeepExecutions(long next) => NextExecution = Math.Max(NextExecution, next);

    /// <summary>Puts another object in the place of the same instance; for checks.</summary>
    public void Replace(Instance instance)
    {
        Remove(instance.Id);
        Add(instance);
    }

    /// <inheritdoc cref="Replace(Instance)"/>
    public void Replace(StoredEntity entity) => _entities[entity.Id] = entity;

    /// <summary>Recovery found these archives.</summary>
    public void Use(ArchiveSet archives)
    {
        Archives = archives;
        _hiding.UnionWith(_instances.Keys.Where(archives.MayHold));
    }

    /// <summary>Finished instances were archived: they leave memory. What was purged meanwhile stays purged.</summary>
    public void Install(IReadOnlyList<Instance> archived, ArchiveSet before, ArchiveSet after)
    {
        var forgotten = after.Forgotten.ToBuilder();
        foreach (var (id, upTo) in Archives.Forgotten)
        {
            if (!before.Forgotten.TryGetValue(id, out var then) || then != upTo) forgotten[id] = after.Newest;
        }
        foreach (var instance in archived)
        {
            var now = Find(instance.Id);
            if (now == instance) Remove(instance.Id);
            else if (now is null) forgotten[instance.Id] = after.Newest;
            else _hiding.Add(instance.Id);
        }
        Archives = after with { Forgotten = forgotten.ToImmutable() };
    }

    private void Remove(InstanceId id)
    {
        if (!_instances.Remove(id, out var instance)) return;
        _ids.Remove(id);
        _hiding.Remove(id);
        if (instance.End is not null) Finished--;
    }

    public void Add(StoredEntity entity) => _entities.Add(entity.Id, entity);
}
