using System.Globalization;
using Serverless.Engine.Locking;
using Serverless.Engine.Log;
using Serverless.Engine.Snapshots;
using Serverless.Native.Files;

namespace Serverless.Engine.Repair;

/// <summary>
/// Looks at a hub that refuses to start, and mends it on request: the log ends before the damage. Nothing is deleted; segments behind the damage are
/// renamed to <c>*.lost</c>.
/// </summary>
public static class HubRepair
{
    /// <summary>Changes nothing.</summary>
    /// <returns>Null when the hub is sound.</returns>
    /// <exception cref="HubInUseException">A process has it.</exception>
    public static RepairReport? Inspect(string folder, IFileSystem? files = null, CancellationToken cancellationToken = default)
    {
        files ??= DiskFileSystem.Instance;
        folder = Path.GetFullPath(folder);
        using var held = HubLock.Take(files, folder, new HubOwner(Environment.ProcessId));
        return Damage(files, folder, cancellationToken) is { } damage ? Report(files, folder, damage) : null;
    }

    /// <summary>Ends the log before the damage, so that the hub starts again with what came before it.</summary>
    /// <returns>What was lost; null when there was nothing to mend.</returns>
    /// <exception cref="HubInUseException">A process has it.</exception>
    /// <exception cref="HubDamagedException">It cannot be mended: see <see cref="RepairReport.CanMend"/>.</exception>
    public static RepairReport? Mend(string folder, IFileSystem? files = null, CancellationToken cancellationToken = default)
    {
        files ??= DiskFileSystem.Instance;
        folder = Path.GetFullPath(folder);
        using var held = HubLock.Take(files, folder, new HubOwner(Environment.ProcessId));
        if (Damage(files, folder, cancellationToken) is not { } damage) return null;
        var report = Report(files, folder, damage);
        if (!report.CanMend) throw new HubDamagedException(report.File, report.Offset, report.What);
        // Each look reads the whole hub.
        var left = damage;
        if (left is { Gap: null })
        {
            Cut(files, folder, SegmentNumber(report.File)!.Value, report.Offset);
            left = Damage(files, folder, cancellationToken);
        }
        // What is left may end before what the snapshot has.
        if (left is { Gap: { } gap })
        {
            GoOnBehind(files, folder, gap.End, gap.Next);
            left = Damage(files, folder, cancellationToken);
        }
        // Damage behind the first lies behind the new end; the last look, after the last change, proves that nothing is left.
        if (left is not null) throw left;
        return report;
    }

    private static HubDamagedException? Damage(IFileSystem files, string folder, CancellationToken cancellationToken)
    {
        try
        {
            HubRecovery.Recover(files, folder, cancellationToken);
            return null;
        }
        catch (HubDamagedException e)
        {
            return e;
        }
    }

    private static RepairReport Report(IFileSystem files, string folder, HubDamagedException damage)
    {
        var segment = SegmentNumber(damage.File);
        var (frames, instances, entities) = segment is { } number ? LostFrames.Behind(files, folder, number, damage.Offset) : (0, [], []);
        return new RepairReport(damage.File, damage.Offset, damage.Message, segment is not null, frames, instances, entities);
    }

    // An empty segment: it says where the one before ends, and with which number the log goes on.
    private static void GoOnBehind(IFileSystem files, string folder, LogPosition end, long next)
    {
        var hub = SnapshotReader.HubOf(files, folder);
        SegmentWriter.Create(files, folder, new FileHeader(hub, end.Segment + 1, next, end.Offset), Durability.Fsync).Dispose();
    }

    private static void Cut(IFileSystem files, string folder, long segment, long offset)
    {
        var keepsSome = offset > LogFormat.HeaderBytes;
        foreach (var number in HubFiles.Numbers(files, folder, LogFormat.SegmentSuffix).Where(n => n > segment || (n == segment && !keepsSome)).Order().ToList())
        {
            var path = Path.Combine(folder, LogFormat.SegmentName(number));
            files.Rename(path, path + ".lost", overwrite: true);
        }
        files.FlushFolder(folder);
        if (!keepsSome) return;
        // The next segment says where this one ends: so the damaged bytes stay for anyone who wants to look, and count no more.
        var path2 = Path.Combine(folder, LogFormat.SegmentName(segment));
        FileHeader header;
        long next;
        using (var file = files.Open(path2, FileOpening.Read))
        {
            header = FileHeader.Read(HubFiles.ReadExactly(file, path2, 0, LogFormat.HeaderBytes), LogFormat.SegmentMagic, path2)!;
        }
        using (var reader = new SegmentReader(files.Open(path2, FileOpening.Read), LogFormat.SegmentName(segment), offset, header.First))
        {
            while (reader.TryRead(out _))
            {
                // Counting frames up to the damage.
            }
            next = reader.NextSequence;
        }
        SegmentWriter.Create(files, folder, new FileHeader(header.Hub, segment + 1, next, offset), Durability.Fsync).Dispose();
    }

    private static long? SegmentNumber(string file) =>
        file.EndsWith(LogFormat.SegmentSuffix, StringComparison.Ordinal)
        && long.TryParse(file.AsSpan(0, file.Length - LogFormat.SegmentSuffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
