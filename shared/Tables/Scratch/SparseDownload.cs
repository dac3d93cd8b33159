using System.Buffers.Binary;
using Serverless.Storage;
using Serverless.Tables.Errors;
using Serverless.Tables.Parquet;

namespace Serverless.Tables.Scratch;

/// <summary>Some columns and row groups of a Parquet blob into a sparse file.</summary>
internal static class SparseDownload
{
    /// <summary>Below this a second and third request take longer than the rest of the blob.</summary>
    public const long LeastBytes = 4L << 20;

    // Footers of some hundred row groups and columns fit; a longer one costs one request more.
    private const int TailBytes = 64 << 10;

    // Bytes between two wanted ranges that are cheaper to read than to ask anew.
    private const long GapBytes = 256L << 10;

    /// <returns>Bytes that were fetched.</returns>
    public static async Task<long> PartAsync(IBlobStore store, BlobProperties properties, ParquetPart part, string path)
    {
        await using var file = Create(properties, path);
        var footerStart = await FooterAsync(store, properties, file, CancellationToken.None);
        // A footer that only DuckDB may understand: the query has all of the file, and says what is wrong with it.
        List<ByteRange> ranges = await FooterReader.RangesAsync(path, CancellationToken.None) is { } chunks
            ? Merge(chunks.Where(chunk => part.Has(chunk.Column, chunk.Group)), footerStart)
            : [new ByteRange(0, footerStart)];
        var fetched = properties.Length - footerStart;
        if (ranges.Sum(range => range.Length) > properties.Length / 2) ranges = [new ByteRange(0, footerStart)];
        foreach (var range in ranges)
        {
            file.Position = range.Start;
            await BlobDownload.RangeAsync(store, properties, new BlobRange(range.Start, range.Length), file, CancellationToken.None);
            if (file.Position != range.Start + range.Length) throw new TableException(TableErrorKind.Io, $"The blob '{properties.Name}' ended early: it was replaced meanwhile.");
            fetched += range.Length;
        }
        return fetched;
    }

    /// <summary>The footer alone, into a sparse file of the blob's length.</summary>
    public static async Task FooterAsync(IBlobStore store, BlobProperties properties, string path, CancellationToken cancellationToken)
    {
        await using var file = Create(properties, path);
        await FooterAsync(store, properties, file, cancellationToken);
    }

    private static FileStream Create(BlobProperties properties, string path)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0, FileOptions.Asynchronous);
        file.SetLength(properties.Length);
        return file;
    }

    /// <summary>Brings the file's end with the whole footer; returns where what was brought starts.</summary>
    private static async Task<long> FooterAsync(IBlobStore store, BlobProperties properties, FileStream file, CancellationToken cancellationToken)
    {
        var start = Math.Max(0, properties.Length - TailBytes);
        await FetchAsync(start, properties.Length);
        var end = new byte[8];
        file.Position = Math.Max(0, properties.Length - end.Length);
        if (properties.Length >= end.Length) await file.ReadExactlyAsync(end, cancellationToken);
        // The last eight bytes: the footer's length and the magic.
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (!end.AsSpan(4).SequenceEqual("PAR1"u8) || footer > properties.Length - 12)
        {
            throw new TableException(TableErrorKind.CorruptInput, $"The blob '{properties.Name}' is no Parquet file: its end is not a footer.");
        }
        var needed = properties.Length - end.Length - footer;
        if (needed >= start) return start;
        await FetchAsync(needed, start);
        return needed;

        async Task FetchAsync(long from, long to)
        {
            file.Position = from;
            await BlobDownload.RangeAsync(store, properties, new BlobRange(from, to - from), file, cancellationToken);
        }
    }

    private static List<ByteRange> Merge(IEnumerable<ColumnRange> chunks, long end)
    {
        var merged = new List<ByteRange>();
        foreach (var chunk in chunks.OrderBy(chunk => chunk.Start))
        {
            var stop = Math.Min(chunk.Start + chunk.Length, end);
            if (stop <= chunk.Start) continue;
            if (merged.Count > 0 && chunk.Start - (merged[^1].Start + merged[^1].Length) <= GapBytes)
            {
                var last = merged[^1];
                merged[^1] = last with { Length = Math.Max(last.Length, stop - last.Start) };
            }
            else
            {
                merged.Add(new ByteRange(chunk.Start, stop - chunk.Start));
            }
        }
        return merged;
    }
}

/// <summary>Bytes of a file.</summary>
internal readonly record struct ByteRange(long Start, long Length);
