using System.Collections.Immutable;
using System.Threading.Channels;
using Serverless.Engine.Archives;
using Serverless.Engine.Instances;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Snapshots;

/// <param name="Set">The archives once the snapshot is installed.</param>
/// <param name="SnapshotBytes">Size of the snapshot.</param>
internal sealed record CheckpointArchives(ArchiveSet Set, long SnapshotBytes);

/// <summary>The part of a snapshot that is written on its own thread. It reads only what never changes: finished instances and archives.</summary>
/// <param name="files">Where.</param>
/// <param name="folder">The hub's.</param>
/// <param name="header">The snapshot's.</param>
/// <param name="finished">Instances that go to the archive, in order of their ids.</param>
/// <param name="before">The archives at the begin.</param>
/// <param name="cutoff">What ended before is forgotten; null: nothing is.</param>
/// <param name="durability">Of the log.</param>
internal sealed class CheckpointJob(
    IFileSystem files, string folder, FileHeader header, IReadOnlyList<Instance> finished, ArchiveSet before, DateTimeOffset? cutoff, Durability durability)
{
    /// <summary>More archives than this make look-ups slow.</summary>
    private const int ManyArchives = 6;

    public IReadOnlyList<Instance> Finished => finished;

    public ArchiveSet Before => before;

    /// <summary>Set before the copies end.</summary>
    public long LastSequence { get; set; }

    /// <inheritdoc cref="LastSequence"/>
    public long NextExecution { get; set; }

    public async Task<CheckpointArchives> WriteAsync(ChannelReader<RecordBuffer> copies)
    {
        var archives = WriteArchive();
        using var snapshot = new SnapshotWriter(files, folder, header);
        var bytes = 0L;
        await foreach (var share in copies.ReadAllAsync())
        {
            snapshot.Write(share);
            bytes += share.Length;
        }
        if (durability != Durability.Fsync) FlushLog();
        snapshot.Finish(archives, NextExecution, LastSequence);
        return new CheckpointArchives(archives, bytes);
    }

    // A snapshot holds things as they stood at frames of the log behind it: a log that ends before them goes on with numbers that the snapshot has.
    private void FlushLog()
    {
        foreach (var number in HubFiles.Numbers(files, folder, LogFormat.SegmentSuffix).Where(n => n >= header.Number).Order().ToList())
        {
            using var segment = files.Open(Path.Combine(folder, LogFormat.SegmentName(number)), FileOpening.ReadWrite);
            segment.Flush();
        }
        files.FlushFolder(folder);
    }

    private ArchiveSet WriteArchive()
    {
        var merged = before.Files.Take(FilesToMerge()).ToImmutableArray();
        var kept = before.Files.RemoveRange(0, merged.Length);
        // A purge is remembered while an archive is left that may hold the id.
        var forgotten = before.Forgotten.Where(f => kept.Any(k => k.Number <= f.Value && k.MayHold(f.Key))).ToImmutableDictionary();
        if (finished.Count == 0 && merged.Length == 0) return new ArchiveSet(kept, forgotten);
        // Without a frame since the last snapshot its number comes again; the archive in use must not be written over.
        var number = Math.Max(header.Number, before.Newest + 1);
        var path = Path.Combine(folder, LogFormat.FileName(number, LogFormat.ArchiveSuffix));
        var count = 0L;
        using (var writer = new ArchiveWriter(files, path, header with { Number = number, First = 0 }, finished.Count + merged.Sum(m => m.Count)))
        {
            foreach (var instance in Merge(merged))
            {
                if (instance.UpdatedAt < cutoff) continue;
                writer.Add(instance);
                count++;
            }
            writer.Finish();
        }
        // Before the snapshot that names it can be seen: a disk may keep a later rename and lose an earlier file.
        files.FlushFolder(folder);
        return count == 0
            ? new ArchiveSet(kept, forgotten)
            : new ArchiveSet(kept.Insert(0, ArchiveFile.Open(files, folder, number, header.Hub)), forgotten);
    }

    /// <summary>How many of the newest archives become one with what finished since: each instance is written again some log(n) times in its life.</summary>
    private int FilesToMerge()
    {
        var count = 0;
        var size = (long)finished.Count;
        for (var i = 0; i < before.Files.Length; i++)
        {
            var file = before.Files[i];
            var isSmall = count == i && (file.Count <= 2 * size || before.Files.Length - count > ManyArchives);
            if (!isSmall && !HasExpired(file) && !HasManyForgotten()) continue;
            count = i + 1;
            size += file.Count;
        }
        return count;
    }

    private bool HasExpired(ArchiveFile file) => cutoff is { } limit && file.Oldest < limit;

    private bool HasManyForgotten() => before.Forgotten.Count > 1000 && before.Forgotten.Count > before.Files.Sum(f => f.Count) / 4;

    private IEnumerable<Instance> Merge(ImmutableArray<ArchiveFile> merged)
    {
        var old = ArchiveSet.Merge(merged, (id, number) => before.Forgotten.TryGetValue(id, out var upTo) && number <= upTo, first: null).GetEnumerator();
        var hasOld = old.MoveNext();
        foreach (var instance in finished)
        {
            while (hasOld && old.Current.Id.CompareTo(instance.Id) < 0)
            {
                yield return old.Current;
                hasOld = old.MoveNext();
            }
            // What finished since hides the same id of before.
            if (hasOld && old.Current.Id == instance.Id) hasOld = old.MoveNext();
            yield return instance;
        }
        while (hasOld)
        {
            yield return old.Current;
            hasOld = old.MoveNext();
        }
        old.Dispose();
    }
}
