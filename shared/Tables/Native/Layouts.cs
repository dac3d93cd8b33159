using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>duckdb_result: six words, passed by pointer everywhere but to fetch_chunk.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public ulong DeprecatedColumns;
    public ulong DeprecatedRows;
    public ulong DeprecatedChanged;
    public nint DeprecatedData;
    public nint DeprecatedError;
    public nint Internal;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeHugeInt
{
    public ulong Lower;
    public long Upper;

    public readonly Int128 ToInt128() => new((ulong)Upper, Lower);

    public static NativeHugeInt From(Int128 value) => new() { Lower = (ulong)(value & ulong.MaxValue), Upper = (long)(value >> 64) };
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeDecimal
{
    public byte Width;
    public byte Scale;
    public NativeHugeInt Value;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeListEntry
{
    public ulong Offset;
    public ulong Length;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeInterval
{
    public int Months;
    public int Days;
    public long Microseconds;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeProgress
{
    public double Percentage;
    public ulong RowsProcessed;
    public ulong TotalRows;
}

/// <summary>duckdb_string_t: up to 12 bytes inline, else a prefix of 4 and a pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeString
{
    public const int InlineLength = 12;

    [FieldOffset(0)]
    public uint Length;

    [FieldOffset(4)]
    public byte Inline;

    [FieldOffset(8)]
    public byte* Pointer;
}
