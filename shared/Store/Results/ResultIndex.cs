using Serverless.Native.Checksums;

namespace Serverless.Store.Results;

/// <summary>Where the parts of a result blob are, and what they are checked by.</summary>
/// <param name="Blob">The blob's name.</param>
/// <param name="Ends">Where each part ends.</param>
/// <param name="Checks">Checksum of each block.</param>
/// <param name="DataBytes">Bytes of all parts.</param>
internal sealed record ResultIndex(string Blob, long[] Ends, uint[] Checks, long DataBytes)
{
    public (long Start, long End) PlaceOf(int part) => (part == 0 ? 0 : Ends[part - 1], Ends[part]);

    /// <summary>The whole blocks that a range lies in.</summary>
    public (long Start, long End) Aligned(long start, long end) =>
        (start / ResultBlob.BlockBytes * ResultBlob.BlockBytes, Math.Min(DataBytes, (end + ResultBlob.BlockBytes - 1) / ResultBlob.BlockBytes * ResultBlob.BlockBytes));

    /// <summary>Checks whole blocks.</summary>
    /// <param name="bytes">They.</param>
    /// <param name="start">Where the first of them starts.</param>
    /// <exception cref="InvalidDataException">One is not what was written.</exception>
    public void Verify(ReadOnlySpan<byte> bytes, long start)
    {
        for (var block = (int)(start / ResultBlob.BlockBytes); bytes.Length > 0; block++)
        {
            var length = Math.Min(ResultBlob.BlockBytes, bytes.Length);
            if (Crc32C.Of(bytes[..length]) != Checks[block])
                throw new InvalidDataException($"'{Blob}' is broken between bytes {(long)block * ResultBlob.BlockBytes} and {((long)block * ResultBlob.BlockBytes) + length}: their checksum is another.");
            bytes = bytes[length..];
        }
    }
}
