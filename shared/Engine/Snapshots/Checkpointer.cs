using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Engine.Dispatch;
using Serverless.Engine.Log;
using Serverless.Engine.Records;

namespace Serverless.Engine.Snapshots;

/// <summary>
/// Takes snapshots without stopping the world. Each turn the dispatcher copies a little of the live state, each thing as it stands then; a thread of
/// its own writes the copies, and moves finished instances from memory to archives. Once the snapshot has its name, the log before it goes.
/// </summary>
internal sealed class Checkpointer(Hub hub, WriteAheadLog log, Inputs inputs, Guid hubId, long recoveredFrames)
{
    /// <summary>Bytes copied in one turn: some 0.2 ms.</summary>
    private const int ShareBytes = 128 * 1024;

    /// <summary>A long log without a snapshot makes a slow start: one is due when so many frames were read back.</summary>
    private const long ManyFrames = 20_000;

    private readonly Queue<InstanceId> _instances = new();
    private readonly Queue<EntityId> _entities = new();
    private Checkpoint? _current;
    private long _notBefore = recoveredFrames > ManyFrames && hub.Options.SnapshotAfterLongRecovery ? 0 : hub.Options.SnapshotBytes;

    /// <summary>Copies are still to be made: the dispatcher must not rest.</summary>
    public bool IsCopying => _instances.Count > 0 || _entities.Count > 0;

    /// <summary>Between two turns, when memory and log say the same.</summary>
    public void BetweenTurns()
    {
        if (_current is null)
        {
            if (log.AppendedBytes >= _notBefore || hub.State.Finished > hub.Options.MaxFinishedInMemory) Begin();
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
            hub.Options.Retention is { } retention ? hub.Now - retention : null);
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
        checkpoint.IsEnded = true;
        checkpoint.Copies.Writer.Complete();
    }

    private async Task WriteAsync(CheckpointJob job, ChannelReader<RecordBuffer> copies)
    {
        try
        {
            var archives = await job.WriteAsync(copies);
            inputs.Post(new CheckpointWritten(this, archives));
        }
        catch (Exception e)
        {
            // A snapshot is a convenience: without it the log goes on, and the next try comes later.
            if (e is not OperationCanceledException) hub.Log.LogError(e, "A snapshot could not be written; the log goes on without it");
            inputs.Post(new CheckpointWritten(this, Archives: null));
        }
    }

    private void Written(CheckpointArchives? archives)
    {
        var checkpoint = _current!;
        _current = null;
        _instances.Clear();
        _entities.Clear();
        _notBefore = log.AppendedBytes + (archives is null ? hub.Options.SnapshotBytes / 4 : Math.Max(hub.Options.SnapshotBytes, archives.SnapshotBytes));
        if (archives is null) return;
        hub.State.Install(checkpoint.Job.Finished, checkpoint.Job.Before, archives.Set);
        try
        {
            HubRecovery.Tidy(hub.Options.Files, hub.Options.Folder, hub.State);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            hub.Log.LogWarning(e, "Old log files could not be deleted; the next start tries again");
        }
    }

    private sealed record Checkpoint(CheckpointJob Job, Channel<RecordBuffer> Copies, Task Writing)
    {
        public bool IsEnded { get; set; }
    }

    private sealed class CheckpointWritten(Checkpointer owner, CheckpointArchives? Archives) : Input
    {
        public override void Execute(Hub hub) => owner.Written(Archives);
    }
}
