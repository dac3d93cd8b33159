using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Log;

/// <summary>Reads a hub's segments in order. Changes nothing but that it flushes the last one: what is acted on must be on the disk.</summary>
internal sealed class LogReader(IFileSystem files, string folder)
{
    /// <summary>Hands every record to <paramref name="apply"/>, with the sequence of its frame.</summary>
    /// <param name="start">The first segment that matters and the sequence that it starts with; null: from the first one.</param>
    /// <param name="known">Frames up to this one stand in a snapshot. Where mending cut the log before it, the log goes on behind it.</param>
    /// <param name="apply">Called in order.</param>
    /// <param name="cancellationToken">Stops between frames.</param>
    /// <returns>The hub's id (null when the folder holds no log) and where the log ends.</returns>
    /// <exception cref="HubDamagedException">Sound frames follow unsound bytes, or a segment is missing.</exception>
    /// <exception cref="HubFormatException">Another version wrote it.</exception>
    public (Guid? Hub, LogPosition End) Read(LogPosition? start, long known, Action<LogRecord, long> apply, CancellationToken cancellationToken)
    {
        var segments = Headers(start?.Segment ?? 1);
        if (segments.Count == 0) return (null, start is null ? new LogPosition(0, 0, 1) : start with { Segment = start.Segment - 1 });
        if (start is not null && segments[0].First != start.NextSequence && !IsMended(start.NextSequence, segments[0].First, known))
            throw new HubDamagedException(LogFormat.SegmentName(segments[0].Number), 36, $"it starts with frame {segments[0].First}, expected {start.NextSequence}");
        LogPosition end = null!;
        for (var i = 0; i < segments.Count; i++)
        {
            var isLast = i == segments.Count - 1;
            end = ReadSegment(segments[i], isLast ? null : segments[i + 1].Second, apply, cancellationToken);
            if (!isLast && end.NextSequence != segments[i + 1].First && !IsMended(end.NextSequence, segments[i + 1].First, known))
                throw new HubDamagedException(LogFormat.SegmentName(segments[i].Number), end.Offset, $"frame {end.NextSequence} is missing");
        }
        return (segments[0].Hub, end);
    }

    private static bool IsMended(long expected, long found, long known) => found == known + 1 && found > expected;

    private LogPosition ReadSegment(FileHeader header, long? limit, Action<LogRecord, long> apply, CancellationToken cancellationToken)
    {
        var name = LogFormat.SegmentName(header.Number);
        var file = files.Open(Path.Combine(folder, name), limit is null ? FileOpening.ReadWrite : FileOpening.Read);
        using var reader = new SegmentReader(file, name, limit, header.First);
        // A killed process may leave a whole frame that only the kernel has.
        if (limit is null) file.Flush();
        while (reader.NextSequence is var sequence && reader.End is var offset && reader.TryRead(out var body))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ApplyFrame(body.Span, sequence, name, offset, apply);
        }
        return new LogPosition(header.Number, reader.End, reader.NextSequence);
    }

    private static void ApplyFrame(ReadOnlySpan<byte> body, long sequence, string name, long offset, Action<LogRecord, long> apply)
    {
        var records = new RecordReader(body);
        while (!records.AtEnd)
        {
            LogRecord record;
            try
            {
                record = LogRecord.Read(ref records);
            }
            catch (Exception e) when (e is RecordFormatException or ArgumentException)
            {
                throw new HubDamagedException(name, offset, $"its checksum holds, but it is no record of this version: {e.Message}");
            }
            apply(record, sequence);
        }
    }

    private List<FileHeader> Headers(long first)
    {
        var numbers = HubFiles.Numbers(files, folder, LogFormat.SegmentSuffix).Where(n => n >= first).Order().ToList();
        var headers = new List<FileHeader>(numbers.Count);
        foreach (var number in numbers)
        {
            var name = LogFormat.SegmentName(number);
            if (number != first + headers.Count) throw new HubDamagedException(name, 0, $"the segment before it ({LogFormat.SegmentName(number - 1)}) is missing");
            using var file = files.Open(Path.Combine(folder, name), FileOpening.Read);
            var bytes = new byte[LogFormat.HeaderBytes];
            var length = file.Read(bytes, 0);
            var header = FileHeader.Read(bytes.AsSpan(0, length), LogFormat.SegmentMagic, name);
            if (header is null || header.Number != number)
            {
                // The header is durable before the first frame is written: without frames, a bad one means that the creation was cut off.
                if (number == numbers[^1] && file.Length <= LogFormat.HeaderBytes) break;
                throw new HubDamagedException(name, 0, "the segment's header is not sound");
            }
            if (headers.Count > 0 && header.Hub != headers[0].Hub) throw new HubDamagedException(name, 12, "the segment belongs to another hub");
            headers.Add(header);
        }
        return headers;
    }
}
