using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Engine.State;
using Serverless.Native.Files;

namespace Serverless.Engine.Snapshots;

/// <summary>What a folder holds, read back.</summary>
/// <param name="Hub">Null for a new folder.</param>
/// <param name="State">Snapshot and log together.</param>
/// <param name="End">Where the log goes on.</param>
/// <param name="Frames">Frames read after the snapshot.</param>
internal sealed record RecoveredHub(Guid? Hub, HubState State, LogPosition End, long Frames);

/// <summary>Brings a hub's state back: the newest snapshot, then the log from the segment that the snapshot names.</summary>
internal static class HubRecovery
{
    public static RecoveredHub Recover(IFileSystem files, string folder, CancellationToken cancellationToken)
    {
        var state = new HubState();
        var snapshot = SnapshotReader.Read(files, folder, state, cancellationToken);
        var (hub, end) = new LogReader(files, folder).Read(snapshot?.Start, snapshot?.LastSequence ?? 0, (record, sequence) => Apply(state, snapshot, record, sequence), cancellationToken);
        if (snapshot is not null && hub is { } found && found != snapshot.Hub)
            throw new HubDamagedException(LogFormat.SegmentName(snapshot.Start.Segment), 12, "the segment belongs to another hub than the snapshot");
        if (snapshot is not null && end.NextSequence <= snapshot.LastSequence)
        {
            // To go on with these numbers would be worse than to stop: the next start would take what is written now for what the snapshot has, and pass it over.
            var what = $"it ends before frame {end.NextSequence}, and the snapshot has things as they stood at frame {snapshot.LastSequence}: what was acknowledged between them is gone";
            throw new HubDamagedException(LogFormat.SegmentName(end.Segment), end.Offset, what) { Gap = (end, snapshot.LastSequence + 1) };
        }
        return new RecoveredHub(snapshot?.Hub ?? hub, state, end, end.NextSequence - (snapshot?.Start.NextSequence ?? 1));
    }

    /// <summary>Removes what no snapshot needs: left behind by a process that died between a snapshot and its tidying.</summary>
    public static void Tidy(IFileSystem files, string folder, HubState state)
    {
        var newest = HubFiles.Numbers(files, folder, LogFormat.SnapshotSuffix).DefaultIfEmpty().Max();
        var wanted = state.Archives.Files.Select(a => a.Number).ToHashSet();
        Delete(LogFormat.SegmentSuffix, n => n < newest);
        Delete(LogFormat.SnapshotSuffix, n => n < newest);
        Delete(LogFormat.SnapshotSuffix + SnapshotWriter.Unfinished, _ => true);
        Delete(LogFormat.ArchiveSuffix, n => !wanted.Contains(n));

        void Delete(string suffix, Func<long, bool> isLeft)
        {
            foreach (var number in HubFiles.Numbers(files, folder, suffix).Where(isLeft).ToList())
                files.Delete(Path.Combine(folder, LogFormat.FileName(number, suffix)));
        }
    }

    private static void Apply(HubState state, Snapshot? snapshot, LogRecord record, long sequence)
    {
        // While the snapshot was taken, each entry was taken at its own time: it may contain this frame, or the thing may be gone already.
        if (snapshot is not null && sequence <= snapshot.LastSequence)
        {
            switch (record)
            {
                case InstanceRecord instance when snapshot.Captured.TryGetValue(instance.Instance, out var at) && sequence <= at:
                case EntityRecord entity when snapshot.CapturedEntities.TryGetValue(entity.Entity, out var entityAt) && sequence <= entityAt:
                case InstanceRecord other and not (InstanceCreated or Purged) when state.Find(other.Instance) is null:
                    return;
            }
        }
        state.Apply(record);
    }
}
