using Serverless.Durable;
using Serverless.Engine.Instances;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Engine.State;

namespace Serverless.Engine.Checks;

/// <summary>
/// Checks replay as algebra: writing a state, reading it back and applying the records as they stand in the log must give the state that the engine
/// has. Keeps a second state for it, so it is for tests.
/// </summary>
internal sealed class ReplayChecker
{
    private readonly HubState _shadow = new();
    private readonly RecordBuffer _expected = new();
    private readonly RecordBuffer _actual = new();

    public ReplayChecker(HubState state)
    {
        foreach (var instance in state.Instances.Values) _shadow.Add(Copy(instance));
        foreach (var entity in state.Entities.Values) _shadow.Add(Copy(entity));
    }

    /// <summary>Called between the last record of a turn and the write of its frame.</summary>
    /// <exception cref="EngineInvariantException">The states differ.</exception>
    public void Check(HubState state, RecordBuffer frame)
    {
        var instances = new HashSet<InstanceId>();
        var entities = new HashSet<EntityId>();
        var reader = new RecordReader(frame.Written[LogFormat.FrameHeaderBytes..]);
        while (!reader.AtEnd)
        {
            var record = LogRecord.Read(ref reader);
            if (record is InstanceRecord { Instance: var id })
            {
                // Once a frame is enough: between two of its records the bytes on the disk are the same.
                if (instances.Add(id) && _shadow.Find(id) is { } instance) _shadow.Replace(Copy(instance));
            }
            else if (record is EntityRecord { Entity: var key } && entities.Add(key) && _shadow.Find(key) is { } entity)
            {
                _shadow.Replace(Copy(entity));
            }
            if (record is not InstanceRecord other || record is InstanceCreated or Purged || _shadow.Find(other.Instance) is not null) _shadow.Apply(record);
        }
        foreach (var id in instances) Compare(id.Value, state.Find(id), _shadow.Find(id));
        foreach (var key in entities) Compare(key.ToString(), state.Find(key), _shadow.Find(key));
    }

    private void Compare(string id, Instance? actual, Instance? expected)
    {
        _actual.Clear();
        _expected.Clear();
        actual?.Write(_actual);
        expected?.Write(_expected);
        Compare(id);
    }

    private void Compare(string id, StoredEntity? actual, StoredEntity? expected)
    {
        _actual.Clear();
        _expected.Clear();
        actual?.Write(_actual);
        expected?.Write(_expected);
        Compare(id);
    }

    private void Compare(string id)
    {
        if (!_actual.Written.SequenceEqual(_expected.Written))
            throw new EngineInvariantException($"'{id}' differs from what its records give: {_actual.Length} bytes in memory, {_expected.Length} bytes replayed.");
    }

    private static Instance Copy(Instance instance)
    {
        var buffer = new RecordBuffer(1024);
        instance.Write(buffer);
        var reader = new RecordReader(buffer.Written);
        return InstanceCodec.Read(ref reader);
    }

    private static StoredEntity Copy(StoredEntity entity)
    {
        var buffer = new RecordBuffer(1024);
        entity.Write(buffer);
        var reader = new RecordReader(buffer.Written);
        return StoredEntity.Read(ref reader);
    }
}
