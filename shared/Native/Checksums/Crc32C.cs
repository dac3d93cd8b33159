using System.Buffers.Binary;
using System.Numerics;

namespace Serverless.Native.Checksums;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), by the processor's own instruction where it has one: finds what changed by accident, and does not stop a forger.</summary>
public static class Crc32C
{
    /// <summary>Checksum of some bytes: seeded and finished with all ones.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    /// <summary>Goes on with bytes that follow. The first call starts with all ones; the result of the last is inverted.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
