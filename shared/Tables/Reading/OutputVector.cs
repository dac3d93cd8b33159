using System.Runtime.CompilerServices;
using Serverless.Tables.Native;
using Serverless.Tables.Types;

namespace Serverless.Tables.Reading;

/// <summary>A vector that DuckDB gave to be filled, good for the length of that call.</summary>
internal readonly unsafe struct OutputVector(nint vector)
{
    private const int StackBytes = 512;

    private readonly void* _data = NativeMethods.VectorData(vector);

    public Span<T> Values<T>(int count)
        where T : unmanaged => new(_data, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set<T>(int row, T value)
        where T : unmanaged => ((T*)_data)[row] = value;

    public void SetNull(int row)
    {
        NativeMethods.EnsureValidityWritable(vector);
        NativeMethods.VectorValidity(vector)[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>The elements of a list's rows, with room for <paramref name="count"/>.</summary>
    public OutputVector Elements(int count)
    {
        if (NativeMethods.ListVectorReserve(vector, (ulong)count) != 0 || NativeMethods.ListVectorSetSize(vector, (ulong)count) != 0) throw new InvalidOperationException("DuckDB has no room for a list's elements.");
        return new(NativeMethods.ListVectorChild(vector));
    }

    public OutputVector Field(int index) => new(NativeMethods.StructVectorChild(vector, (ulong)index));

    /// <summary>Null with all its fields: readers look at a field without a look at its struct.</summary>
    public void SetNull(int row, ColumnType type)
    {
        SetNull(row);
        if (type.Kind != ColumnKind.Struct) return;
        for (var i = 0; i < type.Children.Count; i++) Field(i).SetNull(row, type.Children[i].Type);
    }

    [SkipLocalsInit]
    public void SetText(int row, string value)
    {
        // At most 3 bytes of UTF-8 for each UTF-16 unit; half of a surrogate pair is an error, so the bytes are always valid and need no check.
        if (value.Length <= StackBytes / 3)
        {
            var buffer = stackalloc byte[StackBytes];
            SetUtf8(row, buffer, StrictUtf8.Encoding.GetBytes(value, new Span<byte>(buffer, StackBytes)));
            return;
        }
        var bytes = StrictUtf8.Encoding.GetBytes(value);
        fixed (byte* p = bytes) SetUtf8(row, p, bytes.Length);
    }

    public void SetBytes(int row, ReadOnlySpan<byte> value)
    {
        fixed (byte* p = value) NativeMethods.AssignStringUnchecked(vector, (ulong)row, p, (ulong)value.Length);
    }

    private void SetUtf8(int row, byte* bytes, int length)
    {
        if (length <= NativeString.InlineLength)
        {
            // Short text lies in the vector itself: written here, without a call.
            var text = (NativeString*)_data + row;
            *text = default;
            text->Length = (uint)length;
            new ReadOnlySpan<byte>(bytes, length).CopyTo(new Span<byte>(&text->Inline, NativeString.InlineLength));
            return;
        }
        NativeMethods.AssignStringUnchecked(vector, (ulong)row, bytes, (ulong)length);
    }
}
