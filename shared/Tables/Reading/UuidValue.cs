using System.Buffers.Binary;
using Serverless.Tables.Native;

namespace Serverless.Tables.Reading;

/// <summary>DuckDB keeps a UUID as a 128-bit number with its top bit flipped, so that numbers sort as the text does.</summary>
internal static class UuidValue
{
    public static Guid ToGuid(NativeHugeInt value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)value.Upper ^ (1UL << 63));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], value.Lower);
        return new Guid(bytes, bigEndian: true);
    }

    public static NativeHugeInt FromGuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new NativeHugeInt { Upper = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ (1UL << 63)), Lower = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) };
    }
}
