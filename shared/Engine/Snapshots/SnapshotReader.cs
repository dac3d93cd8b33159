using System.Collections.Immutable;
using Serverless.Durable;
using Serverless.Engine.Archives;
using Serverless.Engine.Instances;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Engine.State;
using Serverless.Native.Files;

namespace Serverless.Engine.Snapshots;

/// <summary>What a snapshot says.</summary>
/// <param name="Hub">Which hub's.</param>
/// <param name="Start">The first segment to read after it.</param>
/// <param name="LastSequence">No entry contains a later frame.</param>
/// <param name="Captured">Which frame each instance contains: entries were taken one after the other while the engine went on.</param>
/// <param name="CapturedEntities">Likewise.</param>
internal sealed record Snapshot(
    Guid Hub, LogPosition Start, long LastSequence, IReadOnlyDictionary<InstanceId, long> Captured, IReadOnlyDictionary<EntityId, long> CapturedEntities);

/// <summary>Reads the newest snapshot into a state.</summary>
internal static class SnapshotReader
{
    /// <returns>Null when the folder has none.</returns>
    /// <exception cref="HubDamagedException">It is not whole. The log before it is gone, so there is nothing to fall back to.</exception>
    public static Snapshot? Read(IFileSystem files, string folder, HubState state, CancellationToken cancellationToken)
    {
        var number = HubFiles.Numbers(files, folder, LogFormat.SnapshotSuffix).DefaultIfEmpty().Max();
        if (number == 0) return null;
        var name = LogFormat.FileName(number, LogFormat.SnapshotSuffix);
        var file = files.Open(Path.Combine(folder, name), FileOpening.Read);
        using var reader = new SegmentReader(file, name, file.Length, firstSequence: 1);
        var header = FileHeader.Read(HubFiles.ReadExactly(file, name, 0, LogFormat.HeaderBytes), LogFormat.SnapshotMagic, name);
        if (header is null || header.Number != number) throw new HubDamagedException(name, 0, "the snapshot's header is not sound");
        var content = new Content(files, folder, header.Hub, state);
        while (reader.End is var offset && reader.TryRead(out var body))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                content.Read(body.Span);
            }
            catch (Exception e) when (e is RecordFormatException or ArgumentException)
            {
                throw new HubDamagedException(name, offset, $"its checksum holds, but it is no entry of this version: {e.Message}");
            }
        }
        if (content.LastSequence is not { } last) throw new HubDamagedException(name, reader.End, "the end of the snapshot is missing");
        state.Use(new ArchiveSet([.. content.Archives], content.Forgotten.ToImmutable()));
        return new Snapshot(header.Hub, new LogPosition(number, 0, header.First), last, content.Captured, content.CapturedEntities);
    }

    /// <summary>Whose the newest snapshot is, which <see cref="Read"/> has found sound.</summary>
    public static Guid HubOf(IFileSystem files, string folder)
    {
        var name = LogFormat.FileName(HubFiles.Numbers(files, folder, LogFormat.SnapshotSuffix).Max(), LogFormat.SnapshotSuffix);
        using var file = files.Open(Path.Combine(folder, name), FileOpening.Read);
        return FileHeader.Read(HubFiles.ReadExactly(file, name, 0, LogFormat.HeaderBytes), LogFormat.SnapshotMagic, name)!.Hub;
    }

    private sealed class Content(IFileSystem files, string folder, Guid hub, HubState state)
    {
        public Dictionary<InstanceId, long> Captured { get; } = [];

        public Dictionary<EntityId, long> CapturedEntities { get; } = [];

        public List<ArchiveFile> Archives { get; } = [];

        public ImmutableDictionary<InstanceId, long>.Builder Forgotten { get; } = ImmutableDictionary.CreateBuilder<InstanceId, long>();

        public long? LastSequence { get; private set; }

        public void Read(ReadOnlySpan<byte> body)
        {
            var reader = new RecordReader(body);
            while (!reader.AtEnd) ReadEntry(ref reader);
        }

        private void ReadEntry(ref RecordReader reader)
        {
            var entry = (SnapshotEntry)reader.Byte();
            switch (entry)
            {
                case SnapshotEntry.Instance:
                    var instanceAt = reader.Long();
                    var instance = InstanceCodec.Read(ref reader);
                    state.Add(instance);
                    Captured.Add(instance.Id, instanceAt);
                    break;
                case SnapshotEntry.Entity:
                    var entityAt = reader.Long();
                    var entity = StoredEntity.Read(ref reader);
                    state.Add(entity);
                    CapturedEntities.Add(entity.Id, entityAt);
                    break;
                case SnapshotEntry.Archive:
                    Archives.Add(ArchiveFile.Open(files, folder, reader.Long(), hub));
                    break;
                case SnapshotEntry.Forgotten:
                    Forgotten.Add(reader.InstanceId(), reader.Long());
                    break;
                case SnapshotEntry.Executions:
                    state.KeepExecutions(reader.Long());
                    break;
                case SnapshotEntry.End:
                    LastSequence = reader.Long();
                    break;
                default:
                    throw new RecordFormatException($"snapshot entry {(byte)entry} is unknown");
            }
        }
    }
}
