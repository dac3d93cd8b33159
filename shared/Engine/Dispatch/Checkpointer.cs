using System.Threading.Channels;
using Serverless.Durable;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Engine.Snapshots;

namespace Serverless.Engine.Dispatch;

/// <summary>
/// Takes snapshots without stopping the world. Each turn the dispatcher copies a little of the live state, each thing as it stands then; a thread of
/// its own writes the copies, and moves finished instances from memory to archives. Once the snapshot has its name, the log before it goes.
/// </summary>
internal sealed partial class Checkpointer(Hub hub, WriteAheadLog log, Inputs inputs, Guid hubId, long recoveredFrames)
{
    /// <summary>Bytes copied in one turn: some 0.2 ms.</summary>
    private const int ShareBytes = 128 * 1024;

    /// <summary>A long log without a snapshot makes a slow start: one is due when so many frames were read back.</summary>
    private const long ManyFrames = 20_000;

    /// <summary>After a snapshot that failed; doubled from one to the next.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Queue<InstanceId> _instances = new();
    private readonly Queue<EntityId> _entities = new();
    private Checkpoint? _current;
    private TimeSpan _pause;
    private long _pausedAt;
    private long _notBefore = recoveredFrames > ManyFrames && hub.Options.SnapshotAfterLongRecovery ? 0 : hub.Options.SnapshotBytes;

    /// <summary>Copies are still to be made: the dispatcher must not rest.</summary>
    public bool IsCopying => _instances.Count > 0 || _entities.Count > 0;

    // Whatever makes one due: what fails now fails again in the next turn.
    private bool IsPausing => _pause > TimeSpan.Zero && hub.Options.Time.GetElapsedTime(_pausedAt) < _pause;

    /// <summary>Between two turns, when memory and log say the same.</summary>
    public void BetweenTurns()
    {
        if (_current is null)
        {
            if ((log.AppendedBytes >= _notBefore || hub.State.Finished > hub.Options.MaxFinishedInMemory) && !IsPausing) Begin();
        }
        else if (!_current.IsEnded)
        {
            Copy(_current);
        }
    }

    /// <summary>Waits for the thread; what it has not finished is tidied up at the next start.</summary>
    public async Task StopAsync()
    {
        if (_current is not { } current) return;
        current.Copies.Writer.TryComplete(new OperationCanceledException());
        await current.Writing;
    }

    private void Begin()
    {
        // The frames before this segment are what the snapshot replaces.
        log.CloseSegment();
        var finished = hub.State.Instances.Values.Where(i => i.End is not null).OrderBy(i => i.Id).ToList();
        foreach (var instance in hub.State.Instances.Values)
        {
            if (instance.End is null) _instances.Enqueue(instance.Id);
        }
        foreach (var id in hub.State.Entities.Keys) _entities.Enqueue(id);
        var number = log.Segment + 1;
        var job = new CheckpointJob(
            hub.Options.Files, hub.Options.Folder, new FileHeader(hubId, number, log.NextSequence, 0), finished, hub.State.Archives,
            hub.Options.Retention is { } retention ? hub.Now - retention : null, hub.Options.Durability);
        var copies = Channel.CreateUnbounded<RecordBuffer>();
        _current = new Checkpoint(job, copies, Task.Run(() => WriteAsync(job, copies.Reader)));
        _notBefore = long.MaxValue;
        Copy(_current);
    }

    private void Copy(Checkpoint checkpoint)
    {
        var share = new RecordBuffer(ShareBytes + (32 * 1024));
        Frame.Begin(share);
        var contains = log.NextSequence - 1;
        while (share.Length < ShareBytes && IsCopying)
        {
            if (_instances.TryDequeue(out var id))
            {
                if (hub.State.Find(id) is not { } instance) continue;
                share.Byte((byte)SnapshotEntry.Instance);
                share.Long(contains);
                instance.Write(share);
            }
            else if (hub.State.Find(_entities.Dequeue()) is { } entity)
            {
                share.Byte((byte)SnapshotEntry.Entity);
                share.Long(contains);
                entity.Write(share);
            }
        }
        checkpoint.Copies.Writer.TryWrite(share);
        if (IsCopying) return;
        checkpoint.Job.LastSequence = contains;
        checkpoint.Job.NextExecution = hub.State.NextExecution;
        checkpoint.IsEnded = true;
        checkpoint.Copies.Writer.Complete();
    }

    private async Task WriteAsync(CheckpointJob job, ChannelReader<RecordBuffer> copies)
    {
        try
        {
            var archives = await job.WriteAsync(copies);
            inputs.Post(new CheckpointWritten(this, archives, failure: null));
        }
        catch (Exception e)
        {
            // A snapshot is a convenience: without it the log goes on, and the next try comes later.
            inputs.Post(new CheckpointWritten(this, Archives: null, e));
        }
    }

    private void Written(CheckpointArchives? archives, Exception? failure)
    {
        var checkpoint = _current!;
        _current = null;
        _instances.Clear();
        _entities.Clear();
        if (archives is null)
        {
            _notBefore = log.AppendedBytes;
            Pause(failure);
            return;
        }
        EngineInstruments.Snapshots.Add(1, new KeyValuePair<string, object?>("end", "written"));
        _pause = TimeSpan.Zero;
        _notBefore = log.AppendedBytes + Math.Max(hub.Options.SnapshotBytes, archives.SnapshotBytes);
        hub.State.Install(checkpoint.Job.Finished, checkpoint.Job.Before, archives.Set);
        try
        {
            HubRecovery.Tidy(hub.Options.Files, hub.Options.Folder, hub.State);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotTidied(hub.Log, e);
        }
    }

    private void Pause(Exception? failure)
    {
        _pausedAt = hub.Options.Time.GetTimestamp();
        _pause = _pause == TimeSpan.Zero ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        if (failure is OperationCanceledException) return;
        EngineInstruments.Snapshots.Add(1, new KeyValuePair<string, object?>("end", "failed"));
        NotWritten(hub.Log, failure, _pause);
    }

    private sealed record Checkpoint(CheckpointJob Job, Channel<RecordBuffer> Copies, Task Writing)
    {
        public bool IsEnded { get; set; }
    }

    private sealed class CheckpointWritten(Checkpointer owner, CheckpointArchives? Archives, Exception? failure) : Input
    {
        public override void Execute(Hub hub) => owner.Written(Archives, failure);
    }
}
