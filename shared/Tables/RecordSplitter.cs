using System.Buffers;

namespace Serverless.Tables;

/// <summary>Cuts a text file into ranges of bytes that start and end with whole records, so that parts can be read on their own.</summary>
public static class RecordSplitter
{
    private const int BufferBytes = 1 << 20;
    private static readonly SearchValues<byte> Special = SearchValues.Create("\"\n"u8);

    /// <summary>Reads the content once, to its end, in bounded memory.</summary>
    /// <param name="content">UTF-8, from its start.</param>
    /// <param name="quoted">True for CSV: a line feed between double quotes is a part of its record. False for JSON lines, whose text has none.</param>
    /// <param name="header">True: the first record holds names; it is in <see cref="RecordSplit.HeaderBytes"/> and in no range. A part is then the header's bytes followed by the range's.</param>
    /// <param name="targetBytes">The least length of a range, the last one excepted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<RecordSplit> SplitAsync(Stream content, bool quoted, bool header, long targetBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targetBytes, 1);
        var cuts = new Cuts(quoted, header, targetBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken)) > 0) cuts.Scan(buffer.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return cuts.End();
    }

    private sealed class Cuts(bool quoted, bool header, long targetBytes)
    {
        private readonly List<RecordRange> _ranges = [];
        private long _position;
        private long _start;
        private long _headerBytes = header ? -1 : 0;
        private bool _inQuotes;

        public void Scan(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                var next = quoted ? bytes[at..].IndexOfAny(Special) : bytes[at..].IndexOf((byte)'\n');
                if (next < 0) break;
                at += next;
                // A doubled quote within quotes closes and opens again: the state after both is right.
                if (bytes[at] == '"') _inQuotes = !_inQuotes;
                else if (!_inQuotes) EndRecord(_position + at + 1);
            }
            _position += bytes.Length;
        }

        public RecordSplit End()
        {
            if (_headerBytes < 0) (_headerBytes, _start) = (_position, _position);
            if (_position > _start) _ranges.Add(new RecordRange(_start, _position - _start));
            return new RecordSplit(_headerBytes, _ranges);
        }

        private void EndRecord(long end)
        {
            if (_headerBytes < 0)
            {
                (_headerBytes, _start) = (end, end);
            }
            else if (end - _start >= targetBytes)
            {
                _ranges.Add(new RecordRange(_start, end - _start));
                _start = end;
            }
        }
    }
}

/// <summary>A file cut at records.</summary>
/// <param name="HeaderBytes">Length of the header at the file's start; 0 without one.</param>
/// <param name="Ranges">In order, together everything after the header.</param>
public sealed record RecordSplit(long HeaderBytes, IReadOnlyList<RecordRange> Ranges);

/// <summary>Bytes of a file that hold whole records.</summary>
public readonly record struct RecordRange(long Offset, long Length);
