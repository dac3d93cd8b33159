using System.Buffers.Binary;
using Serverless.Durable;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Repair;

/// <summary>Finds the sound frames behind damage, wherever they start, to say what mending loses.</summary>
internal static class LostFrames
{
    public static (int Frames, IReadOnlyList<InstanceId> Instances, IReadOnlyList<EntityId> Entities) Behind(
        IFileSystem files, string folder, long segment, long offset)
    {
        var frames = 0;
        var instances = new SortedSet<InstanceId>();
        var entities = new SortedDictionary<string, EntityId>(StringComparer.Ordinal);
        foreach (var number in HubFiles.Numbers(files, folder, LogFormat.SegmentSuffix).Where(n => n >= segment).Order())
        {
            using var file = files.Open(Path.Combine(folder, LogFormat.SegmentName(number)), FileOpening.Read);
            var bytes = HubFiles.ReadExactly(file, LogFormat.SegmentName(number), 0, checked((int)file.Length));
            var at = (int)Math.Min(bytes.Length, number == segment ? offset : LogFormat.HeaderBytes);
            while (Next(bytes, ref at) is { } body)
            {
                frames++;
                Collect(body.Span, instances, entities);
            }
        }
        return (frames, [.. instances], [.. entities.Values]);
    }

    private static ReadOnlyMemory<byte>? Next(byte[] bytes, ref int at)
    {
        while (true)
        {
            var found = bytes.AsSpan(at).IndexOf("FRAM"u8);
            if (found < 0) return null;
            at += found;
            if (bytes.Length - at < LogFormat.FrameHeaderBytes) return null;
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            var sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 12));
            if (length >= 0 && length <= bytes.Length - at - LogFormat.FrameHeaderBytes
                && Frame.Open(bytes.AsMemory(at, LogFormat.FrameHeaderBytes + length), sequence) is { } body)
            {
                at += LogFormat.FrameHeaderBytes + length;
                return body;
            }
            at++;
        }
    }

    private static void Collect(ReadOnlySpan<byte> body, SortedSet<InstanceId> instances, SortedDictionary<string, EntityId> entities)
    {
        var reader = new RecordReader(body);
        try
        {
            while (!reader.AtEnd)
            {
                var record = LogRecord.Read(ref reader);
                if (record is InstanceRecord instance) instances.Add(instance.Instance);
                else if (record is EntityRecord entity) entities[entity.Entity.ToString()] = entity.Entity;
            }
        }
        catch (Exception e) when (e is RecordFormatException or ArgumentException)
        {
            // Sound bytes of another version: counted, not named.
        }
    }
}
