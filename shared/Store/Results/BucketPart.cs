using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Store.Results;

/// <summary>
/// A part of a result blob that holds the rows of one partition by buckets, so that the one who wants one bucket reads its bytes alone. Numbers are little-endian.
/// <code>
/// rule                       16 bytes: of what rows are spread by, the beginning of its SHA-256; zeros where there is no row
/// end -1, end 0 … end n-1    8 bytes each: where the table without rows ends, and where each bucket does, counted from behind these numbers
/// table without rows         Parquet: says the columns
/// bucket 0 … bucket n-1      Parquet each; no bytes where there is no row
/// </code>
/// </summary>
public static class BucketPart
{
    /// <summary>Bytes before the tables.</summary>
    public static int HeaderBytes(int buckets) => RuleBytes + (8 * (buckets + 1));

    private const int RuleBytes = 16;

    /// <param name="path">The file that is made.</param>
    /// <param name="buckets">How many there are.</param>
    /// <param name="rule">What rows are spread by.</param>
    /// <param name="empty">A file with the columns and no row.</param>
    /// <param name="files">Of the buckets that have rows.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static async Task WriteAsync(string path, int buckets, string rule, string empty, IEnumerable<(int Bucket, string Path)> files, CancellationToken cancellationToken)
    {
        var sorted = files.OrderBy(file => file.Bucket).ToList();
        await using var part = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        var header = new byte[HeaderBytes(buckets)];
        var end = new FileInfo(empty).Length;
        if (sorted.Count > 0) SHA256.HashData(Encoding.UTF8.GetBytes(rule)).AsSpan(0, RuleBytes).CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(RuleBytes), end);
        var next = 0;
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            if (next < sorted.Count && sorted[next].Bucket == bucket) end += new FileInfo(sorted[next++].Path).Length;
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(RuleBytes + (8 * (bucket + 1))), end);
        }
        await part.WriteAsync(header, cancellationToken);
        foreach (var file in sorted.Select(file => file.Path).Prepend(empty))
        {
            await using var content = File.OpenRead(file);
            await content.CopyToAsync(part, cancellationToken);
        }
    }

    /// <summary>Where the rows of a bucket are in the part; where it has none, the table without rows.</summary>
    public static (long Offset, long Length) PlaceOf(ReadOnlySpan<byte> header, int bucket)
    {
        var start = EndOf(header, bucket - 1);
        var end = EndOf(header, bucket);
        return start == end ? (header.Length, EndOf(header, -1)) : (header.Length + start, end - start);
    }

    /// <summary>What stands for the rule that rows were spread by; null: there is no row.</summary>
    public static string? RuleOf(ReadOnlySpan<byte> header) =>
        header[..RuleBytes].IndexOfAnyExcept((byte)0) < 0 ? null : Convert.ToHexString(header[..RuleBytes]);

    private static long EndOf(ReadOnlySpan<byte> header, int bucket) => BinaryPrimitives.ReadInt64LittleEndian(header[(RuleBytes + (8 * (bucket + 1)))..]);
}
