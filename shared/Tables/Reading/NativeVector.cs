using System.Runtime.CompilerServices;
using Serverless.Tables.Native;

namespace Serverless.Tables.Reading;

/// <summary>A vector of a chunk: pointers that are good for as long as the chunk is. Unchecked; <see cref="ColumnView"/> is the checked face.</summary>
internal readonly unsafe struct NativeVector
{
    private readonly nint _vector;
    private readonly ulong* _validity;

    public NativeVector(nint vector)
    {
        _vector = vector;
        Data = NativeMethods.VectorData(vector);
        _validity = NativeMethods.VectorValidity(vector);
    }

    public readonly void* Data;

    public bool HasValidity => _validity is not null;

    public ulong* Validity => _validity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => _validity is not null && ((_validity[row >> 6] >> (row & 63)) & 1) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes(int row)
    {
        var text = (NativeString*)Data + row;
        return text->Length <= NativeString.InlineLength ? new(&text->Inline, (int)text->Length) : new(text->Pointer, (int)text->Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T At<T>(int row)
        where T : unmanaged => ((T*)Data)[row];

    public NativeVector ListElements() => new(NativeMethods.ListVectorChild(_vector));

    public int ListElementCount() => (int)NativeMethods.ListVectorSize(_vector);

    public NativeVector ArrayElements() => new(NativeMethods.ArrayVectorChild(_vector));

    public NativeVector Field(int index) => new(NativeMethods.StructVectorChild(_vector, (ulong)index));
}
